/** What the process was started with, for lib/services.ts. */
import { tmpdir, userInfo } from 'node:os';
import type { ImageEnvironment } from '../image/place.ts';
import type { Environment } from '../services.ts';

export function environment(): Environment {
  return {
    temporaryDirectory: tmpdir(),
    programPath: process.env['PATH'] ?? '',
    xdgStateHome: process.env['XDG_STATE_HOME'],
    homeDirectory: process.env['HOME'] ?? homeFromPasswd(),
  };
}

/** What lib/image/place.ts asks. */
export function imageEnvironment(): ImageEnvironment {
  return { ...environment(), image: process.env['MAILSIFT_IMAGE'], uid: process.geteuid?.() ?? -1 };
}

/** A user without an entry in the password database has no home. */
function homeFromPasswd(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '/nonexistent';
  }
}
