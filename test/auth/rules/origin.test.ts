/**
 * SPF, DKIM, ADSP and DMARC in rules, asked of a name server on 127.0.0.1. SpamAssassin itself is asked about the same messages
 * with the same name server, where it is installed with Mail::SPF, Mail::DKIM and Mail::DMARC.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { Authentication } from '../../../lib/auth/authentication.ts';
import { Deadline } from '../../../lib/deadline.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { spfLimits } from '../../../lib/rules/plugins/spf/limits.ts';
import { runRulesOutside } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../../lib/stopwatch.ts';
import { createViews } from '../../../lib/views/views.ts';
import { resolverFor } from '../../net/resolver-for.ts';
import { startDnsServer, type DnsServer } from '../../net/server.ts';
import { CASES, RULES, ZONE } from './cases.ts';

const MODULES = ['Mail::SpamAssassin', 'Mail::SPF', 'Mail::DKIM', 'Mail::DMARC::PurePerl', 'JSON::PP'];
const hasPeer = spawnSync('perl', [...MODULES.map(name => `-M${name}`), '-e', '1']).status === 0;

suite('where a message is from', { timeout: 120_000 }, () => {
  let server: DnsServer;
  before(async () => {
    server = await startDnsServer(ZONE);
  });
  after(() => server.close());

  const set = parseRules([{ name: 'test.cf', text: RULES }]);

  async function hitsOn(message: string): Promise<string> {
    const bytes = Buffer.from(message, 'latin1');
    const resolver = resolverFor([server]);
    const nowMs = Date.now();
    const source = memorySource(bytes);
    const authentication = new Authentication({
      source,
      resolver,
      hostname: 'mx.here.example',
      nowMs,
      spf: spfLimits(set),
    });
    try {
      const result = await runRulesOutside(set, createViews(bytes, { settings: viewSettings(set) }), {
        scoreSet: 1,
        deadline: new Deadline(30_000),
        outside: { resolver, authentication },
        stopwatch: new Stopwatch(),
      });
      assert.deepEqual(result.failures, []);
      return result.hits
        .map(({ rule }) => rule)
        .sort()
        .join(' ');
    } finally {
      resolver.close();
    }
  }

  test('the rules are read', () => assert.deepEqual(set.faults, []));

  for (const { name, message, expected } of CASES) {
    test(name, async () => assert.equal(await hitsOn(message), expected));
  }

  test(
    'SpamAssassin says the same',
    { skip: !hasPeer && 'needs SpamAssassin and the Perl modules' },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mailsift-origin-'));
      try {
        writeFileSync(join(folder, 'rules.cf'), RULES);
        const told = await askSpamAssassin(join(folder, 'rules.cf'), server.port);
        const different = CASES.flatMap(({ name, expected }, index) =>
          told[index] === `${expected} __DEPENDABLE`
            ? []
            : [`${name}: ${told[index] ?? 'nothing'} instead of ${expected}`],
        );
        assert.deepEqual(different, []);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

/** The server answers from this process, which must not stand still meanwhile. */
async function askSpamAssassin(rules: string, port: number): Promise<readonly string[]> {
  const env = { PATH: process.env['PATH'] ?? '', RULES: rules, PORT: String(port) };
  const perl = spawn('perl', [join(import.meta.dirname, 'spamassassin.pl')], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  perl.stdin.end(
    CASES.map(({ message }) => `${Buffer.from(message, 'latin1').toString('base64')}\n`).join(''),
  );
  const output: Buffer[] = [];
  for await (const chunk of perl.stdout) output.push(chunk as Buffer);
  return Buffer.concat(output)
    .toString('utf8')
    .trim()
    .split('\n')
    .map(line => line.trim());
}
