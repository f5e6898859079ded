/** What is wrong with a uridnssub line and its kin; undefined: nothing. */
import { numericTest } from '../../answer-test.ts';
import { allowed, quote } from '../../cf/value-types.ts';

const form = allowed(/^\w+\s+\S+\s+\S+\s+\S/, 'a rule, a zone, A or TXT, and a subtest');

export function uriListFault(value: string): string | undefined {
  const fault = form(value);
  if (fault !== undefined) return fault;
  const subtest = /^\w+\s+\S+\s+\S+\s+(.*?)\s*$/s.exec(value)?.[1] ?? '';
  return numericTest(subtest) === undefined
    ? `${quote(subtest)} is no subtest; allowed: an address, a number, a range (a-b) or number/mask`
    : undefined;
}
