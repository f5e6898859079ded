/**
 * node test/auth/suites/table.ts [--all]
 *
 * Prints how SPF, ARC and DKIM do on the foreign test suites (place.ts says where they lie): the cases of each, how many end as the suite
 * says, and every deviation with its reason. DKIM: as Mail::DKIM says of each message, where it is installed. --all: every case. A
 * deviation without a reason ends in status 1.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runArcSuite } from './arc-suite.ts';
import { DEVIATIONS } from './deviations.ts';
import { runDkimSuites } from './dkim-outcomes.ts';
import type { Outcome } from './outcome.ts';
import { suite } from './place.ts';
import { runSpfSuite } from './spf-suite.ts';

interface Row {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly reasons: ReadonlyMap<string, string>;
}

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const spf = (file: string) => join(suite('spf'), file);
const arcFile = join(suite('arc'), 'arc-draft-validation-tests.yml');

const rows: readonly Row[] = [
  ...(await Promise.all(
    ['rfc7208-tests.yml', 'rfc7208-tests-2014-05.yml']
      .filter(file => existsSync(spf(file)))
      .map(async file => ({
        name: `SPF ${file}`,
        outcomes: await runSpfSuite(spf(file)),
        reasons: DEVIATIONS.spf,
      })),
  )),
  ...(existsSync(arcFile)
    ? [{ name: 'ARC validation', outcomes: await runArcSuite(arcFile), reasons: DEVIATIONS.arc }]
    : []),
  {
    name: "DKIM, Mail::DKIM's corpus and chasquid's cases",
    outcomes: await runDkimSuites(),
    reasons: DEVIATIONS.dkim,
  },
];

for (const { name, outcomes, reasons } of rows) {
  const right = outcomes.filter(({ isRight }) => isRight).length;
  console.log(`${name}: ${right} of ${outcomes.length}`);
  for (const { suite: part, name: one, expected, actual, isRight } of outcomes) {
    if (isRight && !values.all) continue;
    const reason = isRight ? '' : (reasons.get(one) ?? 'NO REASON');
    if (reason === 'NO REASON') process.exitCode = 1;
    console.log(
      `  ${isRight ? 'ok ' : 'not'} ${part} / ${one}: ${actual}${isRight ? '' : `, not ${expected}: ${reason}`}`,
    );
  }
}
