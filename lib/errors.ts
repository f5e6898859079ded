/**
 * The error that knows what it means for the message.
 *
 * `temporary` decides between trying again later and giving up; an error that is not a MailsiftError counts as
 * temporary, so that trouble nobody thought of never bounces mail. `message` is for the administrator: what, where,
 * and what to do. `publicText` may leave the machine (pipe(8) puts it into a bounce): no paths, no addresses of ours.
 */
export class MailsiftError extends Error {
  override readonly name: string = 'MailsiftError';
  readonly temporary: boolean;
  /** Enhanced status code, RFC 3463; 4.x.x when temporary. */
  readonly status: string;
  readonly publicText: string;

  constructor(
    message: string,
    options: { temporary?: boolean; status?: string; publicText?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.temporary = options.temporary ?? true;
    this.status = options.status ?? (this.temporary ? '4.3.0' : '5.3.0');
    this.publicText = options.publicText ?? 'content filter: temporary trouble';
  }
}

/** A person asked for something that does not exist or contradicts itself: a bad option, a bad setting. */
export class UsageError extends MailsiftError {
  override readonly name = 'UsageError';
}

/** The text of anything thrown, on one line, with the causes behind it. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown.message === '' ? thrown.name : thrown.message;
  const whole = thrown.cause === undefined ? own : `${own}: ${describeError(thrown.cause)}`;
  return whole.replace(/\s+/g, ' ').trim();
}
