import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { examineSenders } from '../../lib/doctor/senders.ts';
import { ReputationSource } from '../../lib/reputation/source.ts';
import { loadRules } from '../../lib/rules/load-rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-doctor-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'broken.sqlite'), 'this is no database\n'.repeat(100));
const AWL = 'loadplugin Mail::SpamAssassin::Plugin::AWL';
const TXREP = 'loadplugin Mail::SpamAssassin::Plugin::TxRep\nuse_txrep 1';

const ROWS: readonly (readonly [string, string, string, readonly RegExp[]])[] = [
  ['nobody is remembered', '', 'new.sqlite', []],
  ['no file yet', AWL, 'new.sqlite', [/^ok AWL: .*new\.sqlite/]],
  ['a file that is none', TXREP, 'broken.sqlite', [/^warning TxRep: .*broken\.sqlite: /]],
  ['both', `${AWL}\n${TXREP}`, 'new.sqlite', [/^warning TxRep does nothing beside AWL/, /^ok AWL/]],
];
for (const [index, [what, lines, file, expected]] of ROWS.entries()) {
  test(`doctor on senders: ${what}`, async () => {
    const rules = join(folder, `rules${index}`);
    mkdirSync(rules);
    writeFileSync(join(rules, 'a.cf'), `${lines}\n`);
    const source = new ReputationSource({
      address: null,
      file: join(folder, file),
      user: null,
      timeoutMs: 1000,
    });
    const found = (await examineSenders(source, loadRules([rules]))).map(one => `${one.level} ${one.what}`);
    assert.equal(found.length, expected.length, found.join('\n'));
    for (const [at, pattern] of expected.entries()) assert.match(found[at] ?? '', pattern);
  });
}
