/** What `mailsift doctor` finds. */
export interface Finding {
  /** problem: mail will be lost, looped, bounced or stuck. warning: works, but not as most would want it. */
  readonly level: 'ok' | 'warning' | 'problem';
  /** `postfix`, `clamd`, `this user`, `configuration`. */
  readonly area: string;
  readonly what: string;
  /** What to do; '' when all is well. */
  readonly advice: string;
}

export function ok(area: string, what: string): Finding {
  return { level: 'ok', area, what, advice: '' };
}

export function warning(area: string, what: string, advice: string): Finding {
  return { level: 'warning', area, what, advice };
}

export function problem(area: string, what: string, advice: string): Finding {
  return { level: 'problem', area, what, advice };
}
