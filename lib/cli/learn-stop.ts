/** Signals that end a run of `mailsift learn` at the next message, with what was learnt so far in the database. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface Stop {
  /** The signal. */
  readonly asked: string | undefined;
  readonly dispose: () => void;
}

export function watchForStop(): Stop {
  let asked: string | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    asked ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    get asked() {
      return asked;
    },
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
