import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { MailsiftError } from '../../lib/errors.ts';
import { openJournal, type JournalKey } from '../../lib/store/journal.ts';
import { purgeJournals } from '../../lib/store/purge-journals.ts';
import { stateDirectory } from '../../lib/store/state-directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-journal-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const KEY: JournalKey = { queueId: '4abc', sender: 's@x', digest: 'd' };

suite('the journal', () => {
  test('what was noted is known when the message comes back', () => {
    const first = openJournal(join(folder, 'new', 'folder'), KEY);
    assert.equal(first.has('sent', 'a@x'), false);
    first.append('sent', ['a@x', 'line\nbreak@x']);
    first.sync();
    const again = openJournal(join(folder, 'new', 'folder'), KEY);
    assert.deepEqual(
      [
        again.has('sent', 'a@x'),
        again.has('sent', 'line\nbreak@x'),
        again.has('told', 'a@x'),
        again.has('sent', 'b@x'),
      ],
      [true, true, false, false],
    );
  });

  const others: readonly (readonly [string, JournalKey])[] = [
    ['another queue id', { ...KEY, queueId: '4abd' }],
    ['no queue id', { ...KEY, queueId: undefined }],
    ['another sender', { ...KEY, sender: '' }],
    ['other contents under the same queue id', { ...KEY, digest: 'e' }],
  ];
  for (const [name, key] of others) {
    test(`${name} is another message`, () => {
      openJournal(folder, KEY).append('sent', ['a@x']);
      assert.equal(openJournal(folder, key).has('sent', 'a@x'), false);
    });
  }

  test('a line cut short by a crash is passed over', () => {
    const journal = openJournal(folder, { ...KEY, digest: 'torn' });
    journal.append('sent', ['a@x']);
    appendFileSync(journal.path, '{"note":"sent","recipie');
    const again = openJournal(folder, { ...KEY, digest: 'torn' });
    assert.equal(again.has('sent', 'a@x'), true);
    again.append('sent', ['b@x']);
    assert.equal(openJournal(folder, { ...KEY, digest: 'torn' }).has('sent', 'b@x'), true);
  });

  test('a folder that cannot be written is temporary trouble', () => {
    assert.throws(
      () => openJournal('/dev/null/x', KEY),
      (error: unknown) => error instanceof MailsiftError && error.temporary,
    );
  });

  test('old journals are removed, at most once a day; young ones and other files stay', () => {
    const now = Date.now();
    const day = 86_400_000;
    const place = mkdtempSync(join(folder, 'purge-'));
    const file = (name: string, ageDays: number) => {
      writeFileSync(join(place, name), '');
      utimesSync(join(place, name), (now - ageDays * day) / 1000, (now - ageDays * day) / 1000);
      return join(place, name);
    };
    const [old, young, other] = [file('a'.repeat(64), 11), file('b'.repeat(64), 9), file('notes', 100)];
    purgeJournals(place, 10 * day, now);
    assert.deepEqual(
      [old, young, other].map(path => existsSync(path)),
      [false, true, true],
    );
    const late = file('c'.repeat(64), 11);
    purgeJournals(place, 10 * day, now + day / 2);
    assert.ok(existsSync(late));
    purgeJournals(place, 10 * day, now + 2 * day);
    assert.ok(!existsSync(late));
    purgeJournals('/nonexistent', 10 * day, now);
  });
});

test('the state folder', () => {
  const environment = { xdgStateHome: undefined, homeDirectory: '/home/u' };
  assert.equal(stateDirectory('/srv/state', environment), '/srv/state');
  if (existsSync('/var/lib/mailsift')) return;
  assert.equal(stateDirectory(null, environment), '/home/u/.local/state/mailsift');
  assert.equal(stateDirectory(null, { ...environment, xdgStateHome: '/x' }), '/x/mailsift');
  assert.equal(
    stateDirectory(null, { ...environment, xdgStateHome: 'relative' }),
    '/home/u/.local/state/mailsift',
  );
});
