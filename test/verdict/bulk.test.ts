/** What counts as bulk mail, one row a piece of evidence (amavisd-new 2.13: is_mlist, is_auto, is_bulk). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { bulkKind, type BulkKind } from '../../lib/verdict/bulk.ts';

const rows: readonly (readonly [Readonly<Record<string, string>>, string, string, BulkKind | null])[] = [
  [{}, 's@x', 'a@x', null],
  [{ 'List-Id': '<l.x>' }, 's@x', 'a@x', 'list'],
  [{ 'List-Unsubscribe': '<mailto:u@x>' }, 's@x', 'a@x', 'list'],
  [{ 'Mailing-List': 'x' }, 's@x', 'a@x', 'list'],
  [{}, 'friends-bounces@x', 'a@x', 'list'],
  [{}, 'owner-friends@x', 'a@x', 'list'],
  [{}, 'friends-admin@x', 'a@x', 'list'],
  [{}, 's@x', 'friends-request@x', 'list'],
  [{}, 's@x', 'friends-admin@x', null],
  [{ Precedence: 'list' }, 's@x', 'a@x', 'list'],
  [{ Precedence: 'auto-reply' }, 's@x', 'a@x', 'auto'],
  [{ Precedence: 'bulk' }, 's@x', 'a@x', 'bulk'],
  [{ Precedence: 'junk' }, 's@x', 'a@x', 'bulk'],
  [{ Precedence: 'bulky' }, 's@x', 'a@x', null],
  [{ 'Auto-Submitted': 'auto-replied (vacation)' }, 's@x', 'a@x', 'auto'],
  [{ 'Auto-Submitted': 'No (really)' }, 's@x', 'a@x', null],
  [{}, '', 'a@x', 'auto'],
  [{}, 'MAILER-DAEMON@x', 'a@x', 'auto'],
  [{}, 's@x', 'autoreply@x', 'auto'],
  [{}, 's@x', 'postmaster@x', 'bulk'],
  [{}, 'postmaster@x', 'a@x', null],
  [{}, 's@x', 'news-relay@x', 'bulk'],
];

suite('bulk mail', () => {
  for (const [fields, sender, author, expected] of rows)
    test(`${JSON.stringify(fields)} <${sender}> ${author}`, () =>
      assert.equal(bulkKind({ first: name => fields[name] }, sender, [author]), expected));
  test('hostile values cost little', () => {
    const started = performance.now();
    for (const text of ['('.repeat(1_000_000), '-'.repeat(1_000_000)])
      assert.equal(
        bulkKind({ first: name => (name === 'Precedence' ? text : undefined) }, text, [text]),
        null,
      );
    assert.ok(performance.now() - started < 500);
  });
});
