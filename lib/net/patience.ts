/**
 * How long answers are waited for (SpamAssassin: rbl_timeout and Mail::SpamAssassin::AsyncLoop). Each question has an initial
 * and a least time. As more of all questions are answered, the time of those that are not shrinks from the one to the
 * other, with the square of the answered share; when it is over for all of them, waiting is over. One that is past its own time
 * while others are waited for may still be answered. Milliseconds.
 */
export interface Patience {
  readonly initialMs: number;
  readonly leastMs: number;
}

/** The share of the initial time that is the least, where nobody says: rbl_timeout's `0.2 * t`. */
const LEAST_SHARE = 0.2;

export interface TimeoutSettings {
  readonly timeoutMs: number;
  readonly leastTimeoutMs: number | undefined;
}

export interface PatienceSettings extends TimeoutSettings {
  /** `rbl_timeout T MIN ZONE`, by zone in small letters; they hold for all names below it, the longest zone first. */
  readonly byZone: ReadonlyMap<string, TimeoutSettings>;
}

/** `limitMs`: what is left for the whole message. `asked`: what the asker wants, which goes before all settings. */
export function patienceFor(
  settings: PatienceSettings,
  zone: string,
  limitMs: number,
  asked: { readonly timeoutMs?: number; readonly leastTimeoutMs?: number },
): Patience {
  const own = settingsOfZone(settings, zone);
  const timeoutMs = asked.timeoutMs ?? own?.timeoutMs ?? settings.timeoutMs;
  const given = asked.leastTimeoutMs ?? own?.leastTimeoutMs ?? settings.leastTimeoutMs;
  const leastMs = given ?? LEAST_SHARE * timeoutMs;
  return {
    initialMs: Math.min(limitMs, Math.max(timeoutMs, leastMs)),
    leastMs: Math.min(limitMs, leastMs),
  };
}

function settingsOfZone({ byZone }: PatienceSettings, zone: string): TimeoutSettings | undefined {
  if (byZone.size === 0) return undefined;
  const labels = zone
    .toLowerCase()
    .replace(/^\.|\.$/g, '')
    .split('.');
  for (let from = 0; from < labels.length; from += 1) {
    const found = byZone.get(labels.slice(from).join('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}

export interface Waiting extends Patience {
  readonly startMs: number;
}

/** When waiting for the open ones is over; undefined: none is open. */
export function waitEndMs(open: Iterable<Waiting>, answered: number, asked: number): number | undefined {
  const share = (answered / Math.max(1, asked)) ** 2;
  let end: number | undefined;
  for (const { startMs, initialMs, leastMs } of open) {
    const own = startMs + initialMs - (initialMs - leastMs) * share;
    if (end === undefined || own > end) end = own;
  }
  return end;
}
