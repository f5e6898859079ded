/** What it takes to reach a database server, for all kinds of learnt data. */
export interface ServerPlace {
  readonly host: string;
  readonly port: number;
  /** Instead of host and port; for PostgreSQL its folder. */
  readonly socket: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** A name; for Redis a number, `0` where nothing is said. */
  readonly database: string;
}

/** Trouble with the way there, by the codes of Node.js (errno(3)). */
export const NETWORK_ADVICE: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nobody listens there: start the server, or correct the address'],
  ['ENOENT', 'there is no such socket: start the server, or correct the address'],
  ['EACCES', 'this user may not open the socket'],
  ['ENOTFOUND', 'no such host: correct the address'],
  ['EAI_AGAIN', 'the name of the host could not be looked up now: use its IP address, or see to the DNS'],
  ['ETIMEDOUT', 'no answer: see to the server and to what filters packets on the way'],
  ['EHOSTUNREACH', 'the host cannot be reached: see to the network'],
  ['ENETUNREACH', 'the host cannot be reached: see to the network'],
  ['ECONNRESET', 'the server closed the connection: see its log'],
  ['EPIPE', 'the server closed the connection: see its log'],
]);
