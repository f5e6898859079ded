/**
 * AWL and TxRep against SpamAssassin's own library: the same sequence of messages gives the same scores, tags and log texts at
 * each step, and the same records at the end. Skipped where SpamAssassin is missing. DB_File, as SpamAssassin has it by
 * default, has no signers: in these messages a HELO name is never the domain of a sender.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { memoryReputation } from '../../lib/store/reputation/memory-store.ts';
import { SqliteReputation } from '../../lib/store/reputation/sqlite-store.ts';
import { orSkip } from '../support/require-program.ts';
import { RULES, writeMessages } from './messages.ts';
import { byMailsift, bySpamAssassin, type Outcome, type Step } from './parity.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-reputation-'));
after(() => rmSync(folder, { recursive: true }));

const peer = spawnSync('perl', ['-MMail::SpamAssassin', '-MDB_File', '-e', '1']).status === 0 ? 'perl' : null;

const MESSAGES = 110;
/** What a score may differ by: SpamAssassin adds up sums as text of 15 digits. */
const TOLERANCE = 0.001;

const TABLE: readonly {
  readonly what: string;
  readonly plugin: 'AWL' | 'TxRep';
  readonly lines: string;
  readonly learns?: true;
  /** The user has records of his own beside those of all. */
  readonly isDual?: true;
}[] = [
  { what: 'AWL', plugin: 'AWL', lines: '' },
  {
    what: 'AWL with other networks and factor',
    plugin: 'AWL',
    lines:
      'auto_welcomelist_factor 0.3\nauto_welcomelist_ipv4_mask_len 22\nauto_welcomelist_ipv6_mask_len 41',
  },
  { what: 'TxRep', plugin: 'TxRep', lines: 'use_txrep 1' },
  {
    what: 'TxRep that is taught',
    plugin: 'TxRep',
    // Points that never cancel out: what is left then has the sign of a rounding error.
    lines: 'use_txrep 1\ntxrep_learn_penalty 19.73\ntxrep_learn_bonus 17.31',
    learns: true,
  },
  {
    what: 'TxRep for one of many users',
    plugin: 'TxRep',
    lines: 'use_txrep 1\ntxrep_user2global_ratio 2.5\ntxrep_report_details 2',
    isDual: true,
  },
  {
    what: 'TxRep for one of many users that is taught',
    plugin: 'TxRep',
    lines: `use_txrep 1\ntxrep_user2global_ratio 0.7\ntxrep_learn_penalty 19.73\ntxrep_learn_bonus 17.31`,
    learns: true,
    isDual: true,
  },
  {
    what: 'TxRep without tracks',
    plugin: 'TxRep',
    lines:
      'use_txrep 1\ntxrep_track_messages 0\ntxrep_welcomelist_out 0\ntxrep_weight_helo 4\ntxrep_report_details 2',
  },
  {
    what: 'TxRep without signers',
    plugin: 'TxRep',
    lines: `use_txrep 1\nauto_welcomelist_distinguish_signed 0\ntxrep_welcomelist_out 0\ntxrep_factor 0.9
      txrep_ipv4_mask_len 32\ntxrep_weight_domain 0\ntxrep_report_details 1`,
  },
];

for (const [index, { what, plugin, lines, learns, isDual }] of TABLE.entries()) {
  test(`${what}: SpamAssassin's scores, tags and records`, async context => {
    if (orSkip(context, peer, 'spamassassin') === undefined) return;
    const own = join(folder, String(index));
    mkdirSync(join(own, 'rules'), { recursive: true });
    writeFileSync(join(own, 'rules/r.cf'), RULES);
    const files = writeMessages(join(own, 'mail'), MESSAGES, index + 1);
    const steps = sequence(files, { learns, tells: isDual !== true });
    const pre = ['Check', 'SPF', plugin].map(name => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`);
    const setup = { rules: join(own, 'rules'), pre: pre.join(''), lines };
    const theirs = bySpamAssassin(steps, setup, join(own, 'spamassassin'));
    const store =
      index % 2 === 0
        ? new SqliteReputation(
            join(own, 'r.sqlite'),
            { table: plugin === 'AWL' ? 'awl' : 'txrep', user: 'u' },
            5000,
          )
        : memoryReputation();
    const ofUser = isDual === true ? memoryReputation() : undefined;
    const ours = await byMailsift(steps, setup, store, own, ofUser);
    await store.close();
    assert.equal(ours.checks.length, theirs.checks.length);
    assert.ok(
      theirs.checks.filter(({ hit }) => hit !== null).length > MESSAGES / 4,
      'the rule hits often enough',
    );
    for (const [at, told] of theirs.checks.entries()) {
      const { score, hit, tags, logs } = ours.checks[at] ?? assert.fail();
      const where = `check ${at}`;
      assert.ok(Math.abs(score - told.score) <= TOLERANCE, `${where}: score ${score}, not ${told.score}`);
      assert.ok(Math.abs((hit ?? 0) - (told.hit ?? 0)) <= TOLERANCE, `${where}: ${hit}, not ${told.hit}`);
      assert.equal(hit === null, told.hit === null, where);
      assert.deepEqual(tags, told.tags, where);
      assert.deepEqual(logs, told.logs, where);
    }
    sameRecords(ours.records, theirs.records);
    sameRecords(ours.users, theirs.users);
    assert.equal(Object.keys(ours.users).length > 0, isDual === true);
  });
}

function sameRecords(ours: Outcome['records'], theirs: Outcome['records']): void {
  assert.deepEqual(Object.keys(ours).sort(), Object.keys(theirs).sort());
  for (const [key, [count, total]] of Object.entries(theirs)) {
    const record = ours[key] ?? assert.fail();
    assert.equal(record[0], count, key);
    assert.ok(Math.abs(record[1] - total) < 1e-6, `${key}: ${record[1]}, not ${total}`);
  }
}

interface Events {
  readonly learns: true | undefined;
  /** Whether a person says something about addresses. */
  readonly tells: boolean;
}

/** Some come twice, and some are taught. */
function sequence(files: readonly string[], { learns, tells }: Events): readonly Step[] {
  return files.flatMap((file, index): Step[] => [
    ['check', file],
    ...(index % 9 === 4 ? [['check', file] as const] : []),
    ...(learns === true && index % 5 === 1 ? [[index % 2 === 0 ? 'ham' : 'spam', file] as const] : []),
    ...(learns === true && index % 10 === 1
      ? ([
          ['ham', file],
          ['check', file],
        ] as const)
      : []),
    ...(learns === true && index % 20 === 3
      ? [['spam', files[files.length - 1 - index] ?? file] as const]
      : []),
    ...(tells && index === 30
      ? ([
          ['welcome', 'bob@example.org'],
          ['block', 'Dora@mail.example.com'],
        ] as const)
      : []),
    ...(tells && index === 60
      ? ([
          ['remove', 'ann@example.org'],
          ['block', 'x@example.org'],
        ] as const)
      : []),
  ]);
}
