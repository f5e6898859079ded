/**
 * What an integration test needs and cannot bring along. Where it is missing the test is skipped with the reason, so
 * that anyone can run the tests; with MAILSIFT_REQUIRE_INTEGRATION=1 (CI) a missing program is a failure.
 */
import type { TestContext } from 'node:test';

/** Gives back `found`, or undefined after having the test skipped. */
export function orSkip<T>(context: TestContext, found: T | null, what: string): T | undefined {
  if (found !== null) return found;
  if (process.env['MAILSIFT_REQUIRE_INTEGRATION'] === '1')
    throw new Error(`${what} is needed here and missing`);
  context.skip(`needs ${what}`);
  return undefined;
}
