/** What the process was started with, for lib/services.ts. */
import { tmpdir, userInfo } from 'node:os';
import type { Environment } from '../services.ts';

export function environment(): Environment {
  return {
    temporaryDirectory: tmpdir(),
    xdgStateHome: process.env['XDG_STATE_HOME'],
    homeDirectory: process.env['HOME'] ?? homeFromPasswd(),
  };
}

/** A user without an entry in the password database has no home. */
function homeFromPasswd(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '/nonexistent';
  }
}
