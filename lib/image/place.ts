/**
 * Where images are. The launcher (bin/mailsift) looks in the same places: MAILSIFT_IMAGE, then an image that belongs to the user in a
 * state folder, then `image` beside the program's folders. An image is code; one that somebody else may write is never run,
 * so that nobody can make root, or another user, run theirs.
 */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  stateDirectory,
  SYSTEM_STATE_DIRECTORY,
  userStateDirectory,
  type StateEnvironment,
} from '../store/state-directory.ts';

/** Of the program: its package folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

export interface ImageEnvironment extends StateEnvironment {
  /** MAILSIFT_IMAGE; '': no image is to be used. */
  readonly image: string | undefined;
  /** Effective user id. */
  readonly uid: number;
}

/** The one that the launcher starts from; undefined: none. */
export function findImage(environment: ImageEnvironment): string | undefined {
  const { image, uid } = environment;
  if (image !== undefined) return image !== '' && existsSync(image) ? image : undefined;
  const own = [SYSTEM_STATE_DIRECTORY, userStateDirectory(environment)]
    .map(folder => join(folder, 'image'))
    .find(path => statSync(path, { throwIfNoEntry: false })?.uid === uid);
  const shared = join(ROOT, 'image');
  return own ?? (existsSync(shared) ? shared : undefined);
}

/** Where `mailsift compile` puts it. */
export function imagePlace(environment: ImageEnvironment): string {
  if (environment.image !== undefined && environment.image !== '') return environment.image;
  return environment.uid === 0 ? join(ROOT, 'image') : join(stateDirectory(null, environment), 'image');
}
