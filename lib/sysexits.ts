/**
 * Exit statuses of <sysexits.h> and what Postfix's pipe(8) makes of them.
 *
 * pipe(8) defers on 71 and 75 and bounces on every other status from 1 to 255, those it does not know included
 * (Postfix 3.7, src/global/sys_exits.c and pipe_command.c). So `mailsift filter` leaves with 0, 69 or 75 only.
 */
export const EX_OK = 0;
/** Postfix bounces: a decision that the message is refused, never trouble of ours. */
export const EX_UNAVAILABLE = 69;
/** Postfix defers and comes back later: every kind of trouble. */
export const EX_TEMPFAIL = 75;
/** For commands that a person runs; never for `filter`. */
export const EX_USAGE = 64;
/** The input is not what it has to be; for commands that a person runs, or a mail address. */
export const EX_DATAERR = 65;
/** The configuration has faults; for commands that a person runs. */
export const EX_CONFIG = 78;

/** The statuses that may leave `mailsift filter`. */
export type FilterStatus = typeof EX_OK | typeof EX_UNAVAILABLE | typeof EX_TEMPFAIL;
