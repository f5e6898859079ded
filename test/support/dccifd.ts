/**
 * A stand-in for dccifd, which Debian does not have, after the protocol in dccifd(8): reads until the client closes its side,
 * then answers with the two status lines and what it is given.
 */
import { createServer } from 'node:net';

export interface TestDccifd {
  /** What the clients have sent, as byte strings. */
  readonly requests: string[];
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** @param answer undefined: it never answers. */
export async function startDccifd(answer: string | undefined, path?: string): Promise<TestDccifd> {
  const requests: string[] = [];
  const server = createServer({ allowHalfOpen: true }, socket => {
    let request = '';
    socket.on('error', () => undefined);
    socket.on('data', data => (request += data.toString('latin1')));
    socket.on('end', () => {
      requests.push(request);
      // A: accept the message; a letter for each recipient.
      if (answer !== undefined) socket.end(Buffer.from(`A\nA\n${answer}`, 'latin1'));
    });
    stops.push(() => socket.destroy());
  });
  const stops: (() => void)[] = [];
  await new Promise<void>(resolve => {
    if (path === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(path, resolve);
  });
  const address = server.address();
  const port = typeof address === 'string' ? 0 : (address?.port ?? 0);
  const stop = async (): Promise<void> => {
    for (const destroy of stops) destroy();
    await new Promise(resolve => server.close(resolve));
  };
  return { requests, port, stop };
}
