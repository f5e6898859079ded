/**
 * The configuration language: blocks, definitions, scores, priorities, metas. Every row was taken from the spec (1.3 to 1.8)
 * and is asked of SpamAssassin's library as well, where it is installed.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { Deadline } from '../../lib/deadline.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { createViews } from '../../lib/views/views.ts';

const MESSAGE =
  'From: Joe <joe@x.org>\nX-Two: a\nX-Two: b\nSubject: Great offer aaa\nMessage-Id: <1@x.org>\n\nbuy now\n\nbuy later\n';
const PLUGIN = 'Mail::SpamAssassin::Plugin';
const CONF = 'Mail::SpamAssassin::Conf';

/** Lines apart by `;;`, and the names that hit, sorted, subrules too. `Y` hits where lines count. */
const ROWS: readonly [string, string][] = [
  // Blocks.
  ['if (version >= 3.004002);;body Y /buy/;;endif', 'Y'],
  ['if (version < 4.000001);;body Y /buy/;;else;;body Z /buy/;;endif', 'Z'],
  ['if version == 4.000001;;body Y /buy/;;endif', 'Y'],
  ['if (perl_version >= 5.010000);;body Y /buy/;;endif', 'Y'],
  ['if local_tests_only;;body Y /buy/;;endif', 'Y'],
  ['if !(local_tests_only);;body Y /buy/;;endif', ''],
  [`if plugin(${PLUGIN}::HTMLEval);;body Y /buy/;;endif`, 'Y'],
  [`if plugin (${PLUGIN}::HTMLEval);;body Y /buy/;;endif`, 'Y'],
  [`if !plugin(${PLUGIN}::HTMLEval);;body Y /buy/;;endif`, ''],
  [`ifplugin ${PLUGIN}::HTMLEval;;body Y /buy/;;endif`, 'Y'],
  [`ifplugin ${PLUGIN}::NoSuch;;nonsense;;body Y /(/;;else;;body Z /buy/;;endif`, 'Z'],
  [`ifplugin ${PLUGIN}::Dmarc;;body Y /buy/;;endif`, 'Y'],
  [`ifplugin ${PLUGIN}::RaciallyCharged;;body Y /buy/;;endif`, 'Y'],
  [`if can(${CONF}::feature_bug6558_free);;body Y /buy/;;endif`, 'Y'],
  [`if can(${CONF}::feature_nothing);;body Y /buy/;;endif`, ''],
  [`if !(can(${CONF}::feature_nothing));;body Y /buy/;;endif`, 'Y'],
  [`if has(${CONF}::perl_min_version_5010000);;body Y /buy/;;endif`, 'Y'],
  [`if can(${CONF}::compat_welcomelist_blocklist);;body Y /buy/;;endif`, 'Y'],
  [`if can(${CONF}::compat_other);;body Y /buy/;;endif`, ''],
  [`enable_compat mine;;if can(${CONF}::compat_mine);;body Y /buy/;;endif`, 'Y'],
  [
    `if can(${PLUGIN}::MIMEHeader::has_all_header) && !can(${PLUGIN}::MIMEHeader::nope);;body Y /buy/;;endif`,
    'Y',
  ],
  [`if has(${PLUGIN}::HTMLEval::html_test);;body Y /buy/;;endif`, 'Y'],
  ['if (1 + 2 * 3 == 7);;body Y /buy/;;endif', 'Y'],
  ['if (1 > 2 ? 0 : 1);;body Y /buy/;;endif', 'Y'],
  ['if 1 || 0 && 0;;body Y /buy/;;endif', 'Y'],
  ['if 0;;body Y /buy/;;else;;body Z /buy/;;else;;body X /buy/;;endif', 'Z'],
  ['if 1;;if 0;;body Y /buy/;;else;;body Z /buy/;;endif;;body X /buy/;;endif', 'X Z'],
  ['if 0;;if 1;;body Y /buy/;;else;;body Z /buy/;;endif;;else;;body X /buy/;;endif', 'X'],
  ['if 0;;if 0;;else;;body Z /buy/;;endif;;endif;;body X /buy/', 'X'],
  ['if (x > 1);;body Y /buy/;;endif', 'Y'],
  ['require_version 4.000001;;body Y /buy/', 'Y'],
  ['require_version @@VERSION@@;;body Y /buy/', 'Y'],
  ['body X /buy/;;require_version 3.4;;body Y /buy/', 'X'],
  // Lines.
  ['  body\t Y   /buy/  ', 'Y'],
  ['BODY Y /buy/', 'Y'],
  ['body Y /buy/ # comment', 'Y'],
  ['body Y /b\\#|buy/', 'Y'],
  ['0;;body Y /buy/', 'Y'],
  ['lang en body Y /buy/;;lang EN_us body X /buy/;;lang de body Z /buy/', 'X Y'],
  ['lang de if 0;;body Y /buy/', 'Y'],
  // Definitions.
  ['body Y /nothing/;;body Y /buy/', 'Y'],
  ['body Y /buy/;;body Y /(/', 'Y'],
  ['body Y /buy/;;header Y Subject =~ /nothing/', ''],
  ['header Y X-No =~ /u/ [if-unset: unset];;header Y X-No =~ /u/', ''],
  ['header Y Subject=~/offer/', 'Y'],
  ['header Y Subject: =~ /offer/', 'Y'],
  ['header Y exists:X-Two:', 'Y'],
  ['header Y X-No =~ /^a b$/ [if-unset: a b]', 'Y'],
  ['body Y m{buy};;uri X m!x!;;rawbody W qr/buy/;;full V m(buy now)', 'V W Y'],
  ['reuse Y;;meta X !Y', 'X'],
  ['body Y /buy/;;reuse Y', 'Y'],
  ['askdns Y _SENDERDOMAIN_.example.com A /x/;;meta X Y || 1', 'X'],
  ['test Y ok foo;;body Y /buy/', 'Y'],
  ['score Y 0;;body Y /buy/', ''],
  ['body Y /buy/;;tflags Y nice;;tflags Y net', 'Y'],
  ["body Y eval:check_body_length('10000')", 'Y'],
  ['rawbody Y eval:check_body_length("10000" )', 'Y'],
  // Metas: operators.
  ['body __A /buy/;;body __B /none/;;meta Y __A && !__B', 'Y __A'],
  ['body __A /buy/;;meta Y __A ^ 1', '__A'],
  ['body __A /buy/;;meta Y __A ^ 2', 'Y __A'],
  ['body __A /buy/;;meta Y (__A + 1) * 2 - 3 == 1', 'Y __A'],
  ['body __A /buy/;;meta Y __A / 2 > 0.4', 'Y __A'],
  ['body __A /buy/;;meta Y __A ? 0 : 1;;meta X __A ? 1 : 0', 'X __A'],
  ['body __A /buy/;;meta Y __A >= 1;;meta X __A <= 0;;meta W __A != 1', 'Y __A'],
  ['meta Y 1 - 2', 'Y'],
  ['meta Y - 1', 'Y'],
  ['meta Y !!1', 'Y'],
  ['meta Y ! 1 == 0', 'Y'],
  ['meta Y 010 == 8', 'Y'],
  ['meta Y local_tests_only', 'Y'],
  ['meta Y 2 - 1 - 1', ''],
  ['meta Y 8 / 4 / 2 == 1', 'Y'],
  ['meta Y (1 || 0) && (0 || 2) == 2', 'Y'],
  ['body __A /buy/;;meta Y __A -1', '__A'],
  ['body __A /buy/;;meta Y __A+1', '__A'],
  ['body __A /buy/;;meta Y "__A"', 'Y __A'],
  ['body __A /buy/;;meta Y __A,', 'Y __A'],
  ['body __A /buy/;;meta Y 1 / __A', '__A'],
  ['body __A /buy/;;meta Y __A && 1 / __A', 'Y __A'],
  ['body __A /buy/;;meta Y __A ?1:0', 'Y __A'],
  ['body __A /buy/;;meta Y __A ?__A:0', '__A'],
  // Metas: what they count.
  ['body __A /buy/;;tflags __A multiple;;meta Y __A == 2', 'Y __A __A'],
  ['body __A /buy/;;tflags __A multiple maxhits=1;;meta Y __A == 1', 'Y __A'],
  ['body __A /u/;;tflags __A multiple;;meta M __A + 3;;meta Y M == 5', 'M Y __A __A'],
  ['body A_1 /buy/;;body A_2 /later/;;meta Y rules_matching(A_*) == 2', 'A_1 A_2 Y'],
  ['body A_1 /buy/;;body A_22 /later/;;meta Y rules_matching(A_?) == 1', 'A_1 A_22 Y'],
  ['body A_1 /buy/;;meta Y rules_matching(B_*)', 'A_1'],
  ['body A_1 /buy/;;meta A_2 rules_matching(A_*) == 1', 'A_1 A_2'],
  // Metas: what is not known.
  ['meta Y !NOSUCH', 'Y'],
  ['body A /buy/;;score A 0;;meta Y !A', 'Y'],
  ['meta M 1;;score M 0;;meta Y !M', ''],
  ['meta M 0;;score M 0;;meta Y !M', 'Y'],
  ['body B /none/;;meta M B;;score M 0;;meta Y !M', 'Y'],
  ['meta M NOSUCH;;score M 0;;meta Y !M', ''],
  ['meta M ();;meta Y !M', 'Y'],
  ['meta M M || 1', 'M'],
  ['meta M __B (;;meta Y !M', 'Y'],
  ['header N eval:check_for_missing_to_header();;tflags N net;;meta Y !N', 'Y'],
  ['full N /buy/;;tflags N net', 'N'],
  // Priorities.
  ['header __A Subject =~ /offer/;;priority __A 5;;body B /buy/;;meta Y __A && B', 'B Y __A'],
  ['body __A /buy/;;priority __A 500;;meta Y __A;;priority Y -500', 'Y __A'],
];

function own(rules: string): string {
  const set = parseRules([{ name: '/test.cf', text: rules.replaceAll(';;', '\n') }], {
    localTestsOnly: true,
  });
  const views = createViews(Buffer.from(MESSAGE), { settings: viewSettings(set) });
  const { hits, subrules } = runRules(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
  return [...hits.map(hit => hit.rule), ...subrules].sort().join(' ');
}

for (const [rules, expected] of ROWS) test(rules, () => assert.equal(own(rules), expected));

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;

test('SpamAssassin says the same', { skip: !hasPeer && 'no Mail::SpamAssassin' }, () => {
  const input = ROWS.map(([rules]) =>
    JSON.stringify({ config: rules.replaceAll(';;', '\n'), message: MESSAGE }),
  );
  const output = execFileSync('perl', [join(import.meta.dirname, 'peer.pl')], {
    input: input.join('\n'),
    encoding: 'utf8',
    env: { ...process.env, LANGUAGE: 'en_US', LC_ALL: 'C' },
  });
  const told = output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { hits: string; subs: string });
  const differing = ROWS.flatMap(([rules, expected], index) => {
    const { hits = '?', subs = '?' } = told[index] ?? {};
    const names = `${hits} ${subs}`.split(' ').filter(name => name !== '');
    const theirs = names.sort().join(' ');
    return theirs === expected ? [] : [`${rules}: ${theirs} instead of ${expected}`];
  });
  assert.deepEqual(differing, []);
});
