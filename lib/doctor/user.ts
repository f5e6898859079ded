/** What the user that runs this may do: write where mail is kept, run sendmail. Nothing is sent or written. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeError } from '../errors.ts';
import type { Services } from '../services.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const AREA = 'this user';

export function examineUser({ settings, places }: Services, userName: string): Finding[] {
  return [
    userName === 'root'
      ? warning(
          AREA,
          'this is root; the filter will run as another user',
          'run it as that user: sudo -u spamfilt mailsift doctor',
        )
      : ok(AREA, `running as ${userName}`),
    executable(settings.sendmail.path),
    writable('state folder', places.state),
    writable('journal', places.journal),
    writable('quarantine', places.quarantine),
    closed('quarantine', places.quarantine),
    writable('spool folder', places.spool),
  ].filter(finding => finding !== null);
}

function executable(path: string): Finding {
  try {
    accessSync(path, constants.X_OK);
    return ok(AREA, `${path} can be run`);
  } catch (cause) {
    return problem(
      AREA,
      `${path}: ${describeError(cause)}`,
      'correct sendmail.path, or install Postfix; mail waits meanwhile',
    );
  }
}

/** A folder that is made when first needed has to have a parent where it can be made. */
function writable(what: string, path: string): Finding {
  const there = nearest(path);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return ok(AREA, `${what} ${path} can be written${there === path ? '' : ' (not there yet)'}`);
  } catch (cause) {
    return problem(
      AREA,
      `${what} ${path}: ${describeError(cause)}`,
      'make it, and give it to the user of the filter; mail waits meanwhile',
    );
  }
}

function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}

function closed(what: string, path: string): Finding | null {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o007) === 0) return null;
  return problem(AREA, `${what} ${path} is open to everybody`, `chmod 0750 ${path}`);
}
