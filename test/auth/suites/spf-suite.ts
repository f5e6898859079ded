/** The cases of the RFC 7208 test suite (openspf.org), and what checkSpf makes of them. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { checkSpf } from '../../../lib/auth/spf.ts';
import type { Outcome } from './outcome.ts';
import { zoneResolver, type Zone } from './suite-zone.ts';

interface SuiteCase {
  readonly spec: string | readonly string[];
  readonly helo: string;
  readonly host: string;
  readonly mailfrom: string;
  readonly result: string | readonly string[];
  readonly explanation?: string;
}

interface Scenario {
  readonly description: string;
  readonly tests: Readonly<Record<string, SuiteCase>>;
  readonly zonedata: Zone;
}

export async function runSpfSuite(file: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'), { uniqueKeys: false })) {
    const scenario = document.toJS() as Scenario;
    for (const [name, one] of Object.entries(scenario.tests)) {
      outcomes.push({ suite: scenario.description, name, ...(await runCase(one, scenario.zonedata)) });
    }
  }
  return outcomes;
}

async function runCase(one: SuiteCase, zone: Zone): Promise<Omit<Outcome, 'suite' | 'name'>> {
  const isHelo = one.mailfrom === '';
  const answer = await checkSpf(
    {
      ip: one.host,
      identity: isHelo ? one.helo : one.mailfrom,
      scope: isHelo ? 'helo' : 'mfrom',
      helo: one.helo,
    },
    { resolver: zoneResolver(zone), hostname: 'receiver.example', maxTerms: 10, timeoutMs: 5000 },
  );
  const results = [one.result].flat();
  const wanted = one.explanation === 'DEFAULT' ? '' : one.explanation;
  const isRight = results.includes(answer.result) && (wanted === undefined || wanted === answer.explanation);
  return {
    expected: `${results.join(' or ')}${wanted === undefined ? '' : ` "${wanted}"`}`,
    actual: `${answer.result}${answer.explanation === '' ? '' : ` "${answer.explanation}"`}`,
    isRight,
  };
}
