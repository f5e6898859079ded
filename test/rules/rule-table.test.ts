/** Rules that were packed for an image are what they were. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { loadRuleSources } from '../../lib/rules/load-rules.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { regexGroups } from '../../lib/rules/prefiltered.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { Deadline } from '../../lib/deadline.ts';
import type { Rule, RuleSet } from '../../lib/rules/rule.ts';
import { createViews } from '../../lib/views/views.ts';

const STOCK_RULES = '/usr/share/spamassassin';

const EVERY_KIND = `
header H Subject =~ /(?<WORD>gr\\wat)/i
header U Subject:raw =~ /x/ [if-unset: none\\x{41}]
header N Subject !~ /cheap/
header X exists:X-Mailer
header E eval:check_for_missing_to_header()
mimeheader M Content-Type =~ /plain/
body B /buy (now|then)\\1?/
describe B Größe €
tflags B multiple maxhits=3
body T /%{WORD}/
rawbody R /now/
uri I /example/
full F /Subject: .*now/s
uri_detail D text =~ /here/ domain !~ /example/
meta A B > 1 && !N || H
score A 1 2 3 4
priority A 900
askdns S _SENDERDOMAIN_ TXT /x.y/
askdns S2 _SENDERDOMAIN_ A [NXDOMAIN,REFUSED]
askdns S3 _SENDERDOMAIN_ A 127.0.0.2
body Z eval:no_such_function()
`;

/** What can be seen of a rule: a regex is what it matches with. */
function seen(rule: Rule): unknown {
  return JSON.parse(
    JSON.stringify(rule, (_, value: unknown) => {
      if (value instanceof Set) return [...(value as Set<unknown>)];
      if (typeof value !== 'object' || value === null || !('perlFlags' in value)) return value;
      const { source, flags, hasCaptures, requirement } = value as Extract<
        Rule['test'],
        { kind: 'text' }
      >['regex'];
      return { source, flags, hasCaptures, minLength: requirement.minLength };
    }),
  );
}

function checkPacking(load: () => RuleSet): void {
  const [plain, packed] = [load(), load()];
  for (const set of [plain, packed]) regexGroups(set);
  packed.rules.compact();
  assert.deepEqual([...packed.rules.keys()], [...plain.rules.keys()]);
  for (const [name, rule] of plain.rules) {
    const { test } = rule;
    const known = packed.rules.get(name);
    assert.ok(known !== undefined);
    // A regex that is rewritten may be none.
    if ('regex' in test && !test.regex.hasTemplates && !isSound(test.regex)) continue;
    assert.deepEqual(seen(known), seen(rule), name);
    assert.equal(known, packed.rules.at(rule.number));
  }
}

function isSound(regex: { validate(): unknown }): boolean {
  try {
    return regex.validate() !== undefined;
  } catch {
    return false;
  }
}

test('rules of every kind', () => {
  const load = (): RuleSet =>
    parseRules([{ name: 'every.cf', text: Buffer.from(EVERY_KIND).toString('latin1') }]);
  checkPacking(load);
  const kinds = new Set([...load().rules.values()].map(rule => rule.test.kind));
  assert.deepEqual([...kinds].sort(), [
    'askdns',
    'broken',
    'eval',
    'exists',
    'header',
    'meta',
    'mimeheader',
    'text',
    'uri-detail',
  ]);
});

test('the stock rules', { skip: !existsSync(STOCK_RULES) && 'SpamAssassin is not installed' }, () => {
  checkPacking(() => loadRuleSources({ systemRules: STOCK_RULES }, { brief: true }));
});

test('packed rules hit as they did', () => {
  const message = Buffer.from('Subject: great\nX-Mailer: x\n\nbuy then buy now http://www.example.org/\n');
  const hits = (set: RuleSet): unknown => {
    const { hits: list, score } = runRules(set, createViews(message), {
      scoreSet: 0,
      deadline: new Deadline(10_000),
    });
    return { list, score };
  };
  const [plain, packed] = [1, 2].map(() => parseRules([{ name: 'every.cf', text: EVERY_KIND }]));
  assert.ok(plain !== undefined && packed !== undefined);
  regexGroups(packed);
  packed.rules.compact();
  assert.deepEqual(hits(packed), hits(plain));
});
