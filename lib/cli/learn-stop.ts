/**
 * Signals that end a run of `mailsift learn` at the next message, with what was learnt so far in the database. Waiting for
 * standard input ends, too. They are heard until the process ends: one more must not tear what the first one left whole.
 */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface Stop {
  /** The signal. */
  readonly asked: string | undefined;
}

export function watchForStop(): Stop {
  let asked: string | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    asked ??= signal;
    process.stdin.destroy(new Error(`interrupted by ${signal}`));
  };
  process.stdin.on('error', () => undefined);
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    get asked() {
      return asked;
    },
  };
}
