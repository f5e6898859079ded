/**
 * Where mailsift keeps what must outlast a run: the configured folder, else /var/lib/mailsift if this user may write
 * there, else the user's own state folder (XDG Base Directory Specification: $XDG_STATE_HOME, ~/.local/state). pipe(8)
 * sets no HOME, so the home folder is that of the password database.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

export const SYSTEM_STATE_DIRECTORY = '/var/lib/mailsift';

export interface StateEnvironment {
  readonly xdgStateHome: string | undefined;
  readonly homeDirectory: string;
}

/** Only chooses; nothing is created. */
export function stateDirectory(configured: string | null, environment: StateEnvironment): string {
  if (configured !== null) return configured;
  if (isWritable(SYSTEM_STATE_DIRECTORY)) return SYSTEM_STATE_DIRECTORY;
  return userStateDirectory(environment);
}

/** The user's own. */
export function userStateDirectory({ xdgStateHome, homeDirectory }: StateEnvironment): string {
  const home = xdgStateHome?.startsWith('/') === true ? xdgStateHome : join(homeDirectory, '.local/state');
  return join(home, 'mailsift');
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
