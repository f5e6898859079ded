/** SPF results in header fields of one's own hosts. SpamAssassin's library is asked the same where it is installed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';

const RESULTS = ['pass', 'neutral', 'none', 'fail', 'softfail', 'permerror', 'temperror'];
const RULES = [
  'trusted_networks 10/8',
  'internal_networks 10/8',
  ...RESULTS.flatMap(result => [
    `header __${result} eval:check_for_spf_${result}()`,
    `header __helo_${result} eval:check_for_spf_helo_${result}()`,
  ]),
  'header __nosender eval:check_spf_skipped_noenvfrom()',
  'header __own eval:check_for_spf_welcomelist_from()',
  'header __def eval:check_for_def_spf_whitelist_from()',
  'welcomelist_from_spf *@x.org',
  'def_welcomelist_auth joe@y.org',
].join('\n');

const INSIDE =
  'Received: from gw.in.org (gw.in.org [10.0.0.2]) by mx.in.org (Postfix) with ESMTP id B1; Fri, 20 Nov 2026 09:00:00 +0000';
const BORDER =
  'Received: from out.org (out.org [192.0.2.9]) by gw.in.org (Postfix) with ESMTP id A1 (envelope-from <joe@x.org>); Fri, 20 Nov 2026 09:00:00 +0000';
const ELSEWHERE =
  'Received: from pc (pc [198.51.100.3]) by out.org with SMTP id C1; Fri, 20 Nov 2026 08:59:00 +0000';

/** Header fields from the top, `;;` between them, and the subrules that hit. More lines of rules after `##`. */
const ROWS: readonly [string, string][] = [
  [`Received-SPF: pass (x)`, '__own __pass'],
  [`Received-SPF: SoftFail`, '__softfail'],
  [`Received-SPF: fail (x.org: not allowed) identity=mailfrom; client-ip=192.0.2.9`, '__fail'],
  [`Received-SPF: pass (x) identity=helo; helo=out.org`, '__helo_pass'],
  [`Received-SPF: pass identity=pra;`, ''],
  [`Received-SPF: maybe`, ''],
  [`Received-SPF: pass identity=helo;;Received-SPF: none identity=mfrom`, '__helo_pass __none'],
  [`Received-SPF: pass;;Received-SPF: fail`, '__fail'],
  [`Received-SPF: pass;;Received-SPF: fail##use_newest_received_spf_header 1`, '__own __pass'],
  [`Received-SPF: pass##ignore_received_spf_header 1`, ''],
  [`Authentication-Results: gw.in.org; spf=pass smtp.mailfrom=joe@x.org`, '__own __pass'],
  [`Authentication-Results: gw.in.org; dkim=pass; spf = hardfail smtp.helo=out.org; x=y`, '__helo_fail'],
  [`Authentication-Results: gw.in.org; spf=pass smtp.rcptto=a@b`, ''],
  [`ARC-Authentication-Results: i=1; gw.in.org; spf=neutral`, '__neutral'],
  [`Received-SPF: pass##unwelcomelist_from_spf *@x.org`, '__pass'],
  [`Received-SPF: pass##welcomelist_auth nobody@x.org;;unwhitelist_from_spf *@x.org`, '__pass'],
  [`Received-SPF: pass##welcomelist_auth joe@x.org;;unwhitelist_from_spf *@x.org joe@x.org`, '__own __pass'],
  [`Received-SPF: pass##def_whitelist_from_spf joe@x.org`, '__def __own __pass'],
  [`X-Other: pass`, ''],
];

function messageOf(fields: string): string {
  return `${fields.replaceAll(';;', '\n')}\n${INSIDE}\n${BORDER}\n${ELSEWHERE}\nReceived-SPF: temperror\nFrom: joe@x.org\nSubject: s\n\nx\n`;
}

function caseOf(row: string): { config: string; message: string } {
  const [fields = '', more = ''] = row.split('##');
  return { config: `${RULES}\n${more.replaceAll(';;', '\n')}\n`, message: messageOf(fields) };
}

for (const [row, expected] of ROWS) {
  test(row, () => {
    const { config, message } = caseOf(row);
    const set = parseRules([{ name: 'test.cf', text: config }], { localTestsOnly: true });
    assert.deepEqual(set.faults, []);
    const views = createViews(Buffer.from(message), { settings: viewSettings(set) });
    const { subrules } = runRules(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
    assert.equal(subrules.join(' '), expected);
  });
}

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;

test('SpamAssassin says the same', { skip: !hasPeer && 'no Mail::SpamAssassin' }, () => {
  const output = execFileSync('perl', [join(import.meta.dirname, '../peer.pl')], {
    input: ROWS.map(([row]) => JSON.stringify(caseOf(row))).join('\n'),
    encoding: 'utf8',
  });
  const told = output.trim().split('\n');
  const differing = ROWS.flatMap(([row, expected], index) => {
    const { subs } = JSON.parse(told[index] ?? '{}') as { subs?: string };
    return subs === expected ? [] : [`${row}: ${subs ?? 'nothing'} instead of ${expected}`];
  });
  assert.deepEqual(differing, []);
});
