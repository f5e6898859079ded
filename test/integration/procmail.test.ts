/** `mailsift tag` where people put spamassassin: in a recipe of the real procmail. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { GTUBE, mail } from '../support/mail.ts';
import { orSkip } from '../support/require-program.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');

suite('procmail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-procmail-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Delivers through the recipes of document 000; gives what arrived in each mailbox. */
  function deliver(message: Buffer, options: string): { inbox: string; spam: string } {
    const config = join(folder, 'config.yaml');
    writeFileSync(config, 'log: { destination: none }\nnetwork: { enabled: false }\n');
    const recipes = `SHELL=/bin/sh
MAILDIR=${folder}
DEFAULT=${folder}/inbox
LOGFILE=${folder}/log
:0fw
| ${LAUNCHER} tag --config ${config} ${options}
:0
* ^X-Spam-Level: \\*\\*\\*\\*\\*\\*\\*
* ^X-Spam-Status: Yes
spam
`;
    for (const name of ['inbox', 'spam']) rmSync(join(folder, name), { force: true });
    writeFileSync(join(folder, 'rc'), recipes);
    chmodSync(join(folder, 'rc'), 0o600);
    const ended = spawnSync('procmail', ['-m', join(folder, 'rc')], {
      input: message,
      env: { PATH: '/usr/bin:/bin' },
    });
    assert.equal(ended.status, 0, ended.stderr.toString());
    const read = (name: string) =>
      existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'latin1') : '';
    return { inbox: read('inbox'), spam: read('spam') };
  }

  const rows: readonly (readonly [string, string, string, 'inbox' | 'spam'])[] = [
    ['plain mail goes to the inbox', 'hello\n', '', 'inbox'],
    ['spam goes to the spam folder', `${GTUBE}\n`, '', 'spam'],
    ['spam whose check fails goes to the inbox, unmarked', `${GTUBE}\n`, '--rules /nonexistent', 'inbox'],
  ];
  for (const [name, body, options, place] of rows) {
    test(name, context => {
      if (orSkip(context, existsSync('/usr/bin/procmail') ? true : null, 'procmail') === undefined) return;
      const message = mail(name, body);
      const got = deliver(message, options);
      assert.ok(got[place].includes(message.toString().trimEnd()), 'the message is there as it came');
      assert.equal(got[place === 'inbox' ? 'spam' : 'inbox'], '');
      assert.equal(got[place].includes('X-Spam-'), options === '');
    });
  }
});
