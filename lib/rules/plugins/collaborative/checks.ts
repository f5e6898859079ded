/** Checks of directives that name something in the file system; SpamAssassin leaves out the line when it is not there. */
import { accessSync, constants, statSync } from 'node:fs';
import { quote } from '../../cf/value-types.ts';

export function executable(path: string): string | undefined {
  return missing(path) ?? (mayRun(path) ? undefined : `${quote(path)} is no program that can be run`);
}

export function file(path: string): string | undefined {
  return missing(path) ?? (statOf(path)?.isFile() === true ? undefined : `${quote(path)} is no file`);
}

export function folder(path: string): string | undefined {
  return missing(path) ?? (statOf(path)?.isDirectory() === true ? undefined : `${quote(path)} is no folder`);
}

function missing(path: string): string | undefined {
  return path === '' ? 'a value is missing; allowed: a path' : undefined;
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
