import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test, type TestContext } from 'node:test';
import { aclFileTable, hashFileTable } from '../../lib/lookup/file-table.ts';
import { addressQuery } from '../../lib/lookup/query.ts';
import { textLines } from '../../lib/lookup/text-lines.ts';

const RULES = { recipientDelimiter: '+', localpartIsCaseSensitive: false };

function written(t: TestContext, text: string): string {
  const folder = mkdtempSync(`${tmpdir()}/mailsift-lookup-`);
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/table`, text);
  return `${folder}/table`;
}

/** The text behind the key; "(none)" for a key alone. */
function textTable(path: string) {
  return hashFileTable(
    path,
    text => ({ ok: true, value: text ?? '(none)' }),
    value => value,
    RULES,
  );
}

const RELAY_DOMAINS = [
  '# relay_domains, in the form of postmap(1)',
  '',
  'example.com   OK',
  '.example.org\trelay:[mx.example.org]   # with its subdomains',
  'alone.example',
  'long.example  first',
  '   second',
  '"strange # key"@example.net  quoted',
  'User@Bücher.example  idn',
].join('\n');

const CASES: readonly [address: string, expected: string | undefined][] = [
  ['u@example.com', 'OK'],
  ['u@sub.example.org', 'relay:[mx.example.org]'],
  ['u@alone.example', '(none)'],
  ['u@long.example', 'first second'],
  ['strange # key@example.net', 'quoted'],
  ['user+x@xn--bcher-kva.example', 'idn'],
  ['u@other.example', undefined],
];

for (const [address, expected] of CASES) {
  test(`table file: <${address}>`, t => {
    const result = textTable(written(t, RELAY_DOMAINS)).lookup(addressQuery(address, RULES));
    assert.equal(result.status, expected === undefined ? 'absent' : 'found');
    assert.equal(result.status === 'found' ? result.value : undefined, expected);
  });
}

test('a table file says which line it was', t => {
  const path = written(t, RELAY_DOMAINS);
  const result = textTable(path).lookup(addressQuery('u@example.com', RULES));
  assert.equal(result.status === 'found' ? result.via : '', `${path}:3 "example.com"`);
});

test('an access list in a file', t => {
  const table = aclFileTable(written(t, '# ours\nme.ac.uk\n!.ac.uk  # others\n.uk\n'), RULES);
  const values = ['u@me.ac.uk', 'u@you.ac.uk', 'u@co.uk', 'u@x.example'].map(address => {
    const result = table.lookup(addressQuery(address, RULES));
    return result.status === 'found' ? result.value : result.status;
  });
  assert.deepEqual(values, [true, false, true, 'absent']);
});

test('a file that is missing, a folder, and a value that does not fit all fail', t => {
  const bad = written(t, 'a@x.example 1\nb@x.example two\n');
  const numbers = hashFileTable<number>(
    bad,
    text =>
      Number.isNaN(Number(text)) ? { ok: false, fault: 'no number' } : { ok: true, value: Number(text) },
    value => value,
    RULES,
  );
  for (const table of [textTable('/nonexistent/table'), textTable(tmpdir()), numbers]) {
    const result = table.lookup(addressQuery('a@x.example', RULES));
    assert.equal(result.status, 'failed');
    assert.equal(table.faults().length, 1);
  }
  assert.deepEqual(numbers.faults(), [`${bad}:2: no number`]);
});

test('a quote that is never closed does not hide a comment', () => {
  assert.deepEqual(textLines('a"b c # comment\n  # comment\n\n#\n d'), [{ line: 1, text: 'a"b c d' }]);
});
