/** Semantics: specification 2.1, 2.5, 2.6, 2.8. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadSettings, type Settings } from '../../lib/config/load.ts';
import { MailsiftError } from '../../lib/errors.ts';
import { explainPolicy } from '../../lib/policy/explain.ts';
import { resolvePolicies } from '../../lib/policy/resolve.ts';
import { scratchFolder } from '../config/scratch.ts';

const GOOD = new URL('../../fixtures/config/good/', import.meta.url).pathname;
const defaults = await loadSettings({ file: `${GOOD}empty.yaml`, hostname: 'mx.example.com' });
const tables = await loadSettings({ file: `${GOOD}every-kind-of-table.yaml`, hostname: 'mx.example.com' });

function policyOf(settings: Settings, recipient: string, sender = '', authors: readonly string[] = []) {
  const [policy] = resolvePolicies(settings, { sender, recipients: [recipient] }, authors).recipients;
  assert.ok(policy !== undefined);
  return policy;
}

test('the defaults of the design: spam is tagged and passed, viruses and banned contents are kept and discarded', () => {
  const policy = policyOf(defaults, 'u@example.com');
  assert.deepEqual(policy.destiny, {
    virus: 'discard',
    banned: 'discard',
    unchecked: 'pass',
    spam: 'pass',
    bad_header: 'pass',
    oversized: 'bounce',
  });
  assert.deepEqual(policy.levels, {
    tag: null,
    tag2: 6.3,
    tag3: null,
    kill: 6.3,
    dsnCutoff: 10,
    quarantineCutoff: null,
  });
  assert.deepEqual(policy.quarantine, {
    virus: true,
    banned: true,
    unchecked: false,
    spam: false,
    bad_header: false,
    oversized: false,
  });
  assert.equal(policy.local, true);
  assert.equal(policy.messageSizeLimitBytes, null);
  assert.equal(policy.removeSpamHeaders, true);
});

test('trouble of a scanner defers, what is too large is unchecked', () => {
  const { site } = resolvePolicies(defaults, { sender: '', recipients: [] }, []);
  assert.deepEqual(site.onFailure, { virus: 'tempfail', virusOversize: 'tag', spam: 'tempfail' });
});

const KILL: readonly [recipient: string, kill: number | null][] = [
  ['Sales+x@Example.com', 10],
  ['u@sub.example.org', 8],
  ['Abuse@example.net', 100],
  ['quiet@example.com', 6.9], // null in a hash: the next table
  ['postmaster@example.net', 6.9], // null of a regexp: the next table
  ['u@example.net', 6.9],
];
for (const [recipient, kill] of KILL) {
  test(`kill level of ${recipient}`, () => assert.equal(policyOf(tables, recipient).levels.kill, kill));
}

test('where no table has an opinion the default holds', () => {
  assert.equal(policyOf(tables, 'quiet@example.com').levels.tag2, 20);
  assert.equal(policyOf(tables, 'u@example.com').levels.tag2, 6.3);
  assert.equal(policyOf(tables, 'u@example.com').levels.tag3, null);
});

test('a yes-or-no table means those whom it names', async () => {
  const settings = await loadSettings({ file: `${GOOD}small-site.yaml` });
  assert.equal(policyOf(settings, 'u@sub.example.com').local, true);
  assert.equal(policyOf(settings, 'u@sub.example.org').local, false);
  assert.equal(policyOf(settings, 'u@elsewhere.example').local, false);
});

const LOVERS: readonly [string, boolean][] = [
  ['u@example.net', false],
  ['u@other.net', true],
  ['postmaster@example.com', true],
  ['security@example.com', true],
  ['u@example.com', false],
];
for (const [recipient, lover] of LOVERS) {
  test(`spam lover ${recipient}`, () => assert.equal(policyOf(tables, recipient).lover.spam, lover));
}

test('a size limit below 64 KiB is 64 KiB', () => {
  assert.equal(policyOf(tables, 'small@example.com').messageSizeLimitBytes, 65_536);
  assert.equal(policyOf(tables, 'big@example.com').messageSizeLimitBytes, 1024 ** 3);
  assert.equal(policyOf(tables, 'u@example.com').messageSizeLimitBytes, null);
});

test('values take parts of the address, and what an expression captured', () => {
  assert.equal(policyOf(tables, 'Joe+x@mail.example.com').subjectTag.tag2, '[spam for joe] ');
  assert.equal(policyOf(tables, 'u@dept.example.org').subjectTag.tag2, '[spam at dept] ');
});

const SENDERS: readonly [
  recipient: string,
  sender: string,
  authors: readonly string[],
  welcomed: boolean,
  blocked: boolean,
][] = [
  ['u@example.com', 'friend@example.net', [], true, false],
  ['u@example.com', 'x@x.example', ['friend@example.net'], true, false], // the author counts like the sender
  ['u@example.com', '', ['Friend@Example.NET'], true, false],
  ['u@example.com', 'x@mail.bad.example', [], false, true],
  ['u@example.com', 'friend@example.net', ['x@bad.example'], true, true], // both
  ['sales@example.com', 'foe@example.net', [], false, false], // the recipient's own no comes before the site's yes
  ['u@example.com', 'foe@example.net', [], true, false],
  ['sales@example.com', 'x@bad.example', [], true, true],
  ['u@example.com', '', [], false, false],
];
for (const [recipient, sender, authors, welcomed, blocked] of SENDERS) {
  test(`<${sender}> [${authors.join(' ')}] to ${recipient}: welcome ${String(welcomed)}, blocked ${String(blocked)}`, () => {
    const policy = policyOf(tables, recipient, sender, authors);
    assert.deepEqual({ welcomed: policy.welcomed, blocked: policy.blocked }, { welcomed, blocked });
  });
}

const SCORES: readonly [recipient: string, sender: string, authors: readonly string[], score: number][] = [
  ['u@example.org', 'x@example.net', [], 3], // entry of `.`: the first table that knows the sender
  ['u@example.org', 'x@x.example', [], 0.5],
  ['u@example.com', 'friend@example.net', [], 3 - 1 - 10], // all entries of the recipient
  ['u@example.com', 'friend@example.net', ['x@example.net'], 3 - 1 - 10 + 3], // all senders
  ['u@example.com', 'friend@example.net', ['friend@example.net'], 3 - 1 - 10], // each once
];
for (const [recipient, sender, authors, score] of SCORES) {
  test(`score of <${sender}> [${authors.join(' ')}] for ${recipient}`, () => {
    assert.equal(policyOf(tables, recipient, sender, authors).senderScore, score);
  });
}

test('a table that cannot be read is temporary trouble that names setting and file, for any recipient', async t => {
  const file = `${scratchFolder(t)}/mailsift.yaml`;
  writeFileSync(file, 'lovers:\n  spam:\n    - file: /nonexistent/spam_lovers\n    - constant: true\n');
  const settings = await loadSettings({ file });
  assert.throws(
    () => policyOf(settings, 'u@example.com'),
    error => {
      assert.ok(error instanceof MailsiftError);
      assert.equal(error.temporary, true);
      assert.match(error.message, /^lovers\.spam: cannot read table \/nonexistent\/spam_lovers: ENOENT/);
      assert.doesNotMatch(error.publicText, /nonexistent/);
      return true;
    },
  );
});

test('each answer says where it came from', () => {
  const answers = explainPolicy(tables, 'sales@example.com', ['friend@example.net']);
  const kill = answers.find(({ name }) => name === 'levels.kill');
  assert.deepEqual(kill, {
    name: 'levels.kill',
    value: 10,
    via: `${GOOD}every-kind-of-table.yaml:4 hash "sales@example.com"`,
  });
  assert.equal(answers.find(({ name }) => name === 'destiny.spam')?.via, 'default');
});
