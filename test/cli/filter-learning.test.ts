/** What `mailsift filter` learns from a message, as Postfix runs it: after delivery, and never instead of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { openBayesStore } from '../../lib/store/bayes/open.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mailsift-learning-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const MAIL = `From: a@example.org
To: b@example.com
Subject: minutes
Date: Mon, 2 Nov 2020 10:00:00 +0000
Message-ID: <1@example.org>

See you on Monday.
`;

interface Site {
  readonly run: (options?: readonly string[]) => { readonly status: number | null; readonly stdout: string };
  readonly sent: () => string;
  readonly log: () => string;
  readonly totals: () => Promise<{ readonly spam: number; readonly ham: number }>;
}

function site(name: string, config: string, sendmail = 'cat >"$0.sent"'): Site {
  const file = (suffix: string): string => join(folder, `${name}${suffix}`);
  writeFileSync(file('.cf'), 'bayes_auto_learn_threshold_nonspam 20\n');
  writeFileSync(
    file('.yaml'),
    `log: { destination: file, file: ${file('.log')} }
state_directory: ${file('.state')}
network: { enabled: false }
levels: { tag: null }
spam: { rules: [${file('.cf')}], required_score: 30 }
${config}`,
  );
  writeFileSync(file('.sh'), `#!/bin/sh\n${sendmail}\n`);
  chmodSync(file('.sh'), 0o755);
  return {
    run: (options = []) => {
      const words = ['filter', '--config', file('.yaml'), '--sendmail', file('.sh'), ...options];
      const { status, stdout } = spawnSync(
        join(ROOT, 'bin/mailsift'),
        [...words, '-f', 'a@example.org', '--', 'b@example.com'],
        { input: MAIL, env: { PATH: '/usr/bin:/bin', MAILSIFT_IMAGE: '' } },
      );
      return { status, stdout: stdout.toString() };
    },
    sent: () => readFileSync(file('.sh.sent'), 'utf8'),
    log: () => readFileSync(file('.log'), 'utf8'),
    totals: async () => {
      const store = await openBayesStore({ kind: 'sqlite', path: join(file('.state'), 'bayes.sqlite') });
      const { spam, ham } = await store.totals();
      await store.close();
      return { spam, ham };
    },
  };
}

suite('learning in the filter', () => {
  test('a message is learnt once it was delivered, and once only', async () => {
    const { run, sent, totals } = site('learns', '');
    assert.equal(run().status, 0);
    assert.match(sent(), /^X-Spam-Status: .*autolearn=ham autolearn_force=no/ms);
    assert.deepEqual(await totals(), { spam: 0, ham: 1 });
    assert.equal(run().status, 0);
    assert.deepEqual(await totals(), { spam: 0, ham: 1 });
  });

  for (const [what, options, sendmail, status] of [
    ['--no-bayes', ['--no-bayes'], undefined, 0],
    ['--dry-run', ['--dry-run'], undefined, 0],
    ['a message that comes again', [], 'exit 75', 75],
  ] as const) {
    test(`nothing is learnt: ${what}`, async () => {
      const { run, totals } = site(what.replaceAll(/\W/g, ''), '', sendmail);
      assert.equal(run(options).status, status);
      assert.deepEqual(await totals(), { spam: 0, ham: 0 });
    });
  }

  test('a database that cannot be used is told in the log, and the message goes on', () => {
    const broken = join(folder, 'broken.sqlite');
    writeFileSync(broken, 'this is no database\n'.repeat(100));
    const { run, sent, log } = site('broken', `bayes: { store: ${broken} }`);
    assert.equal(run().status, 0);
    assert.match(sent(), /See you on Monday/);
    assert.match(log(), /the message was not scored by Bayes: .*broken\.sqlite: no SQLite database/);
  });

  test('bayes.on_failure: fail, and a message waits for the database', () => {
    const broken = join(folder, 'broken2.sqlite');
    writeFileSync(broken, 'this is no database\n'.repeat(100));
    const { run, log } = site('needed', `bayes: { store: ${broken}, on_failure: fail }`);
    assert.equal(run().status, 75);
    assert.match(log(), /spam check failed: .*broken2\.sqlite: no SQLite database/);
  });
});
