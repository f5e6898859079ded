import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bayesFaults } from '../../../lib/rules/lint/bayes-faults.ts';
import { loadRules } from '../../../lib/rules/load-rules.ts';

const MODULE = 'bayes_store_module Mail::SpamAssassin::BayesStore';

const SETS: readonly (readonly [string, readonly RegExp[]])[] = [
  ['use_bayes 1', []],
  ['bayes_path /var/spool/bayes', [/mailsift learn --import/]],
  [`bayes_path /var/spool/bayes\n${MODULE}::DBM`, [/mailsift learn --import/]],
  [`bayes_path /var/spool/bayes\n${MODULE}::MySQL\nbayes_sql_dsn DBI:mysql:b:h`, []],
  [`${MODULE}::PgSQL\nbayes_sql_dsn DBI:Pg:dbname=b`, []],
  [`${MODULE}::SQL\nbayes_sql_dsn DBI:SQLite:dbname=/x`, [/only DBI:mysql, DBI:MariaDB and DBI:Pg/]],
  [`${MODULE}::MySQL`, [/bayes_sql_dsn is missing/]],
  [`${MODULE}::Redis`, []],
  [`${MODULE}::SDBM`, [/SDBM is not known/]],
];

for (const [text, expected] of SETS) {
  test(`lint on Bayes data: ${text.replaceAll('\n', ' | ')}`, t => {
    const folder = mkdtempSync(join(tmpdir(), 'mailsift-lint-'));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'local.cf'), `${text}\n`);
    const faults = bayesFaults(loadRules([folder]));
    assert.equal(faults.length, expected.length);
    for (const [at, pattern] of expected.entries()) assert.match(faults[at]!.text, pattern);
  });
}
