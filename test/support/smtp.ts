/**
 * Sends one message by SMTP (RFC 5321), as bytes: LF becomes CRLF, leading dots are doubled, nothing else is touched. An
 * address beyond ASCII asks for SMTPUTF8 (RFC 6531). Rejects on any reply that is not 2xx or 3xx.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export async function smtpSend(
  port: number,
  sender: string,
  recipients: readonly string[],
  message: Buffer,
): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const reply = async (after: string) => {
    for (;;) {
      const { value: line = '', done } = (await lines.next()) as { value?: string; done?: boolean };
      if (done === true || /^[45]/.test(line)) throw new Error(`SMTP: ${after}: ${line}`);
      if (line[3] !== '-') return;
    }
  };
  const say = async (text: string) => {
    socket.write(`${text}\r\n`);
    await reply(text);
  };
  await once(socket, 'connect');
  await reply('connect');
  await say('EHLO client.test.example');
  const utf8 = /[^\0-\x7f]/.test([sender, ...recipients].join('')) ? ' SMTPUTF8' : '';
  await say(`MAIL FROM:<${sender}> BODY=8BITMIME${utf8}`);
  for (const recipient of recipients) await say(`RCPT TO:<${recipient}>`);
  await say('DATA');
  socket.write(onTheWire(message));
  await reply('end of data');
  socket.end('QUIT\r\n');
  socket.on('error', () => undefined);
}

function onTheWire(message: Buffer): Buffer {
  const text = message.toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
  return Buffer.from(`${text}${text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
}
