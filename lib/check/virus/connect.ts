/**
 * Opens a connection to a clamd. The promise rejects with Node's own error (its text carries the errno name: ENOENT,
 * EACCES, ECONNREFUSED), or with a time-out when the deadline comes first; no socket is left open then.
 */
import { createConnection, type Socket } from 'node:net';
import type { Deadline } from '../../deadline.ts';
import type { ClamdAddress } from './address.ts';

export async function connectClamd(address: ClamdAddress, deadline: Deadline): Promise<Socket> {
  const socket = createConnection(
    address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port },
  );
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    // Stays for good: an error that comes later is seen by whoever reads or writes, and must not end the process.
    socket.on('error', reject);
  });
  try {
    await deadline.race(connected, 'connect');
    return socket;
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}
