/** A file as SpamAssassin writes it, made by Perl's DB_File. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { importSenders } from '../../lib/reputation/import-senders.ts';
import { memoryReputation } from '../../lib/store/reputation/memory-store.ts';
import { orSkip } from '../support/require-program.ts';
import { recordsOf } from './parity.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-reputation-'));
after(() => rmSync(folder, { recursive: true }));
const peer = spawnSync('perl', ['-MDB_File', '-e', '1']).status === 0 ? 'perl' : null;

const MAKE = String.raw`use DB_File; tie my %h, 'DB_File', $ARGV[0] or die;
for my $n (1 .. 3000) { $h{"s$n\@example.org|ip=192.0"} = $n; $h{"s$n\@example.org|ip=192.0|totscore"} = $n / 4 }
$h{'mail.example.org|ip=none'} = 2; $h{'mail.example.org|ip=none|totscore'} = '-3.5';
$h{'no total|ip=none'} = 2; $h{'x|ip=none'} = 'many'; $h{'x|ip=none|totscore'} = 1; $h{'no network'} = 1;
$h{'y|ip=none'} = 1; $h{'y|ip=none|totscore'} = 'nan'; $h{'z' x 300 . '|ip=none'} = 1; $h{'z' x 300 . '|ip=none|totscore'} = 1;`;

for (const [kind, more] of [
  ['awl', 1],
  ['txrep', 2],
] as const) {
  test(`the records of SpamAssassin's file, for ${kind}`, async context => {
    if (orSkip(context, peer, 'perl with DB_File') === undefined) return;
    const file = join(folder, kind);
    assert.equal(spawnSync('perl', ['-e', MAKE, file]).status, 0);
    const store = memoryReputation();
    assert.equal(await importSenders(file, store, kind, 1_700_000_000), 3000 + more);
    const records = await recordsOf(store);
    assert.equal(Object.keys(records).length, 3001);
    assert.deepEqual(records['s2999@example.org|ip=192.0'], [2999, 749.75]);
    assert.deepEqual(records['mail.example.org|ip=none'], [2, -3.5]);
    // TxRep asks for HELO names under a signer of their own.
    const [helo] = await store.read([{ id: 'mail.example.org', network: undefined, signers: ['helo'] }]);
    assert.equal(helo?.count, kind === 'txrep' ? 2 : undefined);
  });
}

test('what is no such file is told', async () => {
  const file = join(folder, 'text');
  writeFileSync(file, 'From: nobody\n'.repeat(100));
  const store = memoryReputation();
  await assert.rejects(importSenders(file, store, 'awl', 0), /text is no Berkeley DB file/);
  await assert.rejects(importSenders(join(folder, 'none'), store, 'awl', 0), /none cannot be read/);
});
