/**
 * Asks a clamd for its version (command VERSION) and reads the age of its signatures from the answer:
 * `ClamAV 1.4.6/27500/Sat Nov 21 09:00:00 2026`, or without the last two when no official database is loaded. clamd
 * writes that date in its own local time without saying so; it is read as this machine's.
 * Rejects when there is no answer in time or it is no ClamAV version.
 */
import { Deadline } from '../../deadline.ts';
import { MailsiftError } from '../../errors.ts';
import { formatClamdAddress, type ClamdAddress } from './address.ts';
import { connectClamd } from './connect.ts';
import { displayName } from './display-name.ts';

export interface ClamdVersion {
  /** `ClamAV 1.4.6` */
  readonly version: string;
  /** Number of the daily database, and when it was made; null when clamd does not tell. */
  readonly database: number | null;
  readonly signatures: Date | null;
}

const MAX_REPLY_BYTES = 1024;
const REPLY = /^(ClamAV [^/\0\n]+)(?:\/(\d{1,9})\/(\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}))?[\0\n]?$/;

export async function clamdVersion(address: ClamdAddress, timeoutMs: number): Promise<ClamdVersion> {
  const text = await ask(address, 'zVERSION\0', new Deadline(timeoutMs));
  const match = REPLY.exec(text);
  if (match?.[1] === undefined) {
    const shown = JSON.stringify(displayName(text));
    throw new MailsiftError(`clamd ${formatClamdAddress(address)}: unexpected reply to VERSION: ${shown}`);
  }
  const [, version, database, date] = match;
  const signatures = date === undefined ? Number.NaN : Date.parse(date);
  return {
    version,
    database: database === undefined ? null : Number(database),
    signatures: Number.isNaN(signatures) ? null : new Date(signatures),
  };
}

async function ask(address: ClamdAddress, command: string, deadline: Deadline): Promise<string> {
  const socket = await connectClamd(address, deadline);
  try {
    const reply = new Promise<string>((resolve, reject) => {
      let text = '';
      socket.on('error', reject);
      socket.on('data', (data: Buffer) => {
        text += data.toString('latin1');
        if (text.length > MAX_REPLY_BYTES) socket.destroy();
      });
      socket.on('close', () => resolve(text));
    });
    socket.end(command);
    return await deadline.race(reply, `clamd ${formatClamdAddress(address)}: VERSION`);
  } finally {
    socket.destroy();
  }
}
