/** The parts and texts of odd MIME against those of Mail::SpamAssassin itself, where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { createViews } from '../../../lib/views/views.ts';
import { randomMime } from './random-mime.ts';

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;
const MESSAGES = 300;

/** Sources of what the random ones seldom hold: limits, and a boundary that is no regular expression. */
const ODD: readonly string[] = [
  '',
  '\n',
  'Subject: no body',
  'Subject: no body\r\n',
  'From x\n',
  'Subject: lf first\nX: y\r\n\r\nbody\r\nend',
  'Subject: crlf last\n\nbody\r\n',
  'not a field\n with: a fold\nSubject: s\n\nx\n',
  `Content-Type: multipart/mixed; boundary="[(*"\n\n--[(*\n\none\n--[(*--\nepilogue\n`,
  `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(1100)}--b--\n`,
  `Content-Type: multipart/mixed; boundary="${'-'.repeat(5000)}"\n\n--${'-'.repeat(5000)}\n\nx\n${'-'.repeat(5002)}--\n`,
  Array.from({ length: 25 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join(''),
  `${'Content-Type: message/rfc822\n\n'.repeat(25)}Subject: s\n\nx\n`,
  'Content-Type: text/html\n\n<title>one <b>two</b> three\n',
  'Content-Type: text/html\n\na <!-- b > c <style> d <i>e</i> <title>f</title> <script> g\n',
];

test(
  'odd MIME has the parts, the flags and the texts that SpamAssassin finds',
  { skip: hasPeer ? false : 'no Mail::SpamAssassin' },
  () => {
    const messages = [...ODD, ...Array.from({ length: MESSAGES }, (_, seed) => randomMime(seed))];
    const folder = mkdtempSync(join(tmpdir(), 'odd-mime-'));
    try {
      const files = messages.map((message, index) => {
        const file = join(folder, `${index}.eml`);
        writeFileSync(file, message, 'latin1');
        return file;
      });
      const run = spawnSync('perl', [join(import.meta.dirname, '../peer.pl')], {
        input: files.join('\n'),
        maxBuffer: 1 << 28,
      });
      assert.equal(run.status, 0, run.stderr.toString());
      const peers = run.stdout.toString('latin1').trimEnd().split('\n');
      assert.equal(peers.length, messages.length);
      messages.forEach((message, index) => {
        const { leaves, flags, body, rawbody } = JSON.parse(peers[index] ?? '') as Record<string, unknown>;
        assert.deepEqual(ownReading(message), { leaves, flags, body, rawbody }, JSON.stringify(message));
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

function ownReading(message: string): Record<string, unknown> {
  const views = createViews(Buffer.from(message, 'latin1'));
  const leaves = views.renderings.map(({ node }) => [
    node.contentType.type,
    node.fileName ?? null,
    node.contentType.charset ?? '',
    node.decoded().length,
  ]);
  return { leaves, flags: [...views.flags].sort(), body: views.body, rawbody: views.rawbody };
}
