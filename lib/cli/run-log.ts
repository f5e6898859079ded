/** The log of a run as configured; without settings (they could not be read) syslog, so that somebody hears of it. */
import { join } from 'node:path';
import type { Settings } from '../config/load.ts';
import { openLog, type Log } from '../log/log.ts';
import { stateDirectory } from '../store/state-directory.ts';
import { environment } from './environment.ts';
import { launchedImage } from './launched.ts';

export function openRunLog(settings: Settings | undefined): Log {
  const log = openConfigured(settings);
  const { image, isUnfit } = launchedImage();
  if (isUnfit)
    log.warn(
      `${image ?? ''} does not fit this program or runtime, started without it; see: mailsift compile`,
    );
  return log;
}

function openConfigured(settings: Settings | undefined): Log {
  const state = stateDirectory(settings?.stateDirectory ?? null, environment());
  const file = join(state, 'mailsift.log');
  if (settings === undefined) return openLog({ destination: 'syslog', format: 'text', file });
  const { destination, format, ident, facility } = settings.log;
  return openLog({ destination, format, ident, facility, file: settings.log.file ?? file });
}
