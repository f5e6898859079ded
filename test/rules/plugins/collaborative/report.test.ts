/** Reports to the networks: real clients of Pyzor and Razor, a stand-in for dccproc. What one side reports, the other finds. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openHelpers } from '../../../../lib/net/open-helpers.ts';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import { report, revoke, type ReportJob } from '../../../../lib/rules/plugins/collaborative/report.ts';
import { createViews } from '../../../../lib/views/views.ts';
import { startDccifd } from '../../../support/dccifd.ts';
import { startPyzord } from '../../../support/pyzord.ts';
import { startRazor } from '../../../support/razor-server.ts';
import { orSkip } from '../../../support/require-program.ts';
import { answering, ask, ended, MESSAGE, names } from './ask.ts';

const helpers = openHelpers({ path: '/usr/bin:/bin', homeDirectory: '/nonexistent' });
const DCC = 'loadplugin Mail::SpamAssassin::Plugin::DCC\ndcc_home /tmp\n';

function job(rules: string, others: Partial<ReportJob> = {}): ReportJob {
  const set = parseRules([{ name: 't.cf', text: rules }]);
  return { set, views: createViews(MESSAGE), helpers, ...others };
}

test('Pyzor: a report is found, and outweighed by a welcome', async context => {
  const server = orSkip(context, await startPyzord(), 'pyzor');
  if (server === undefined) return;
  context.after(() => server.stop());
  const rules = `full PYZOR_CHECK eval:check_pyzor()\npyzor_options --homedir ${server.home}\npyzor_count_min 1\npyzor_welcomelist_min 1\n`;
  const networks = ['Pyzor'] as const;
  assert.deepEqual(await report(job(rules, { networks })), [{ network: 'Pyzor', state: 'done' }]);
  assert.equal(names(await ask(rules, helpers)), 'PYZOR_CHECK');
  assert.deepEqual(await revoke(job(rules, { networks })), [{ network: 'Pyzor', state: 'done' }]);
  const after = await ask(rules, helpers);
  assert.equal(names(after), '');
  assert.equal(after.tags.get('PYZOR'), 'Reported 1 times, welcomelisted 1 times.');
});

test('Pyzor: a server that does not let us', async context => {
  const server = orSkip(context, await startPyzord({ allowed: 'check ping' }), 'pyzor');
  if (server === undefined) return;
  context.after(() => server.stop());
  const [told] = await report(job(`pyzor_options --homedir ${server.home}`, { networks: ['Pyzor'] }));
  assert.match(told?.state === 'failed' ? told.why : '', /\(403, .*[Ff]orbidden/);
});

test('Razor: a report is found, and no more when it was taken back', async context => {
  const server = orSkip(context, await startRazor(), 'razor');
  if (server === undefined) return;
  context.after(() => server.stop());
  const rules = `full RAZOR2_CHECK eval:check_razor2()\nrazor_config ${server.config}\n`;
  const networks = ['Razor'] as const;
  assert.equal(names(await ask(rules, helpers)), '');
  assert.deepEqual(await report(job(rules, { networks })), [{ network: 'Razor', state: 'done' }]);
  assert.equal(names(await ask(rules, helpers)), 'RAZOR2_CHECK');
  assert.deepEqual(await revoke(job(rules, { networks })), [{ network: 'Razor', state: 'done' }]);
  assert.equal(names(await ask(rules, helpers)), '');
});

test('DCC: dccproc and dccifd are told that there are many', async context => {
  const home = mkdtempSync(join(tmpdir(), 'mailsift-dcc-'));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, 'bin'));
  copyFileSync(join(import.meta.dirname, '../../../../fixtures/programs/dccproc'), join(home, 'bin/dccproc'));
  writeFileSync(join(home, 'answer'), 'X-DCC-x-Metrics: a 1; Body=many\n');
  const networks = ['DCC'] as const;
  assert.deepEqual(await report(job(`${DCC}dcc_home ${home}`, { networks })), [
    { network: 'DCC', state: 'done' },
  ]);
  assert.equal(
    readFileSync(join(home, 'arguments'), 'latin1'),
    `-C -x 0 -h ${home} -t many -R -w whiteclnt\n`,
  );
  const server = await startDccifd('X-DCC-x-Metrics: a 1; Body=many\n', join(home, 'dccifd'));
  context.after(() => server.stop());
  assert.deepEqual(await report(job(`${DCC}dcc_home ${home}`, { networks })), [
    { network: 'DCC', state: 'done' },
  ]);
  assert.equal(server.requests[0], `header spam grey-off\n\n\n\nunknown\n\n${MESSAGE.toString('latin1')}`);
  assert.deepEqual(await revoke(job(`${DCC}dcc_home ${home}`, { networks })), [
    { network: 'DCC', state: 'off' },
  ]);
});

test('what is off, or not installed, is not told', async () => {
  const off = NETWORKS_OFF;
  assert.deepEqual(await report(job('', { helpers: answering(ended(''), []) })), off);
  const installed = answering(ended(''), ['pyzor', 'razor-report', 'razor-revoke', 'dccproc']);
  const rules = `${DCC}use_pyzor 0\nuse_razor2 0\nuse_dcc 0\n`;
  assert.deepEqual(await report(job(rules, { helpers: installed })), off);
  assert.deepEqual(installed.requests, []);
});

const NETWORKS_OFF = ['Pyzor', 'Razor', 'DCC'].map(network => ({ network, state: 'off' }));

test('each failure has its reason', async () => {
  const failing = answering(ended('', { status: 2, errors: 'no server\n' }), [
    'pyzor',
    'razor-report',
    'dccproc',
  ]);
  assert.deepEqual(await report(job(DCC, { helpers: failing })), [
    { network: 'Pyzor', state: 'failed', why: 'pyzor: no server' },
    { network: 'Razor', state: 'failed', why: 'exit status 2: no server' },
    { network: 'DCC', state: 'failed', why: 'dccproc answered "no server" instead of an X-DCC header' },
  ]);
  const hanging = answering({ state: 'failed', why: 'no answer within 5.0 s', isAbsent: false }, ['pyzor']);
  assert.deepEqual(await report(job('', { helpers: hanging, networks: ['Pyzor'] })), [
    { network: 'Pyzor', state: 'failed', why: 'no answer within 5.0 s' },
  ]);
});
