import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { examineBayes } from '../../lib/doctor/bayes.ts';
import { SettingLines } from '../../lib/rules/settings.ts';
import { SiteBayes } from '../../lib/store/bayes/site-store.ts';
import { lesson } from '../store/bayes/conformance.ts';

const OWN = { enabled: true, store: null, user: null, timeoutMs: 1000, autoLearn: true } as const;

function rules(settings: Readonly<Record<string, string>>): SettingLines {
  return new SettingLines(
    Object.entries(settings).map(([key, value]) => ({ key, value, file: 'local.cf', line: 1 })),
  );
}

test('doctor: how much Bayes has learnt, and what is missing', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-doctor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const bayes = new SiteBayes({ ...OWN, onFailure: 'ignore' }, folder);
  const nothing = await examineBayes(bayes, rules({}));
  assert.equal(nothing[0]?.level, 'warning');
  assert.match(
    nothing[0].what,
    /bayes\.sqlite, user GLOBALBAYES: 0 spam and 0 ham learnt, 0 tokens; too little/,
  );
  assert.equal(
    nothing[0].advice,
    'teach it 200 more spam (mailsift learn --spam) and 200 more ham (mailsift learn --ham)',
  );

  const store = await bayes.open(rules({}), 'learn');
  await store.learn([
    lesson('spam', 'a', ['aaaaa']),
    lesson('spam', 'b', ['aaaaa']),
    lesson('ham', 'c', ['bbbbb']),
  ]);
  await bayes.close();
  const some = await examineBayes(bayes, rules({ bayes_min_spam_num: '2', bayes_min_ham_num: '3' }));
  assert.equal(some[0]?.advice, 'teach it 2 more ham (mailsift learn --ham)');
  const enough = await examineBayes(bayes, rules({ bayes_min_spam_num: '2', bayes_min_ham_num: '1' }));
  assert.equal(enough[0]?.level, 'ok');
  assert.match(enough[0].what, /2 spam and 1 ham learnt, 2 tokens$/);
  const off = await examineBayes(bayes, rules({ use_bayes: '0' }));
  assert.deepEqual(
    off.map(({ level, what }) => [level, what]),
    [['ok', 'switched off by use_bayes of the rule files']],
  );
});

test('doctor: Bayes data that cannot be opened', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-doctor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'bayes.sqlite'),
    'this is no database, and long enough to be looked at'.repeat(40),
  );
  for (const [onFailure, level] of [
    ['ignore', 'warning'],
    ['fail', 'problem'],
  ] as const) {
    const [found] = await examineBayes(new SiteBayes({ ...OWN, onFailure }, folder), rules({}));
    assert.equal(found?.level, level);
    assert.match(found.what, /bayes\.sqlite: no SQLite database; move it away/);
  }
});
