/**
 * Where images are. The launcher (bin/mailsift) looks in the same places: MAILSIFT_IMAGE, then an image that belongs to the user in a
 * state folder, then `image` beside the program's folders. An image is code; one that somebody else may write is never run,
 * so that nobody can make root, or another user, run theirs.
 */
import { join, resolve } from 'node:path';
import { stateDirectory, type StateEnvironment } from '../store/state-directory.ts';

/** Of the program: its package folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

export interface ImageEnvironment extends StateEnvironment {
  /** MAILSIFT_IMAGE; '': no image is to be used. */
  readonly image: string | undefined;
  readonly isRoot: boolean;
}

/** Where `mailsift compile` puts it. */
export function imagePlace(environment: ImageEnvironment): string {
  if (environment.image !== undefined && environment.image !== '') return environment.image;
  return environment.isRoot ? join(ROOT, 'image') : join(stateDirectory(null, environment), 'image');
}
