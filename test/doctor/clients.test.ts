/** What doctor says of the clients of Pyzor, Razor and DCC. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examineClients } from '../../lib/doctor/clients.ts';
import type { Helpers } from '../../lib/net/helpers.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';

const RULES = `loadplugin Mail::SpamAssassin::Plugin::DCC
full PYZOR_CHECK eval:check_pyzor()
full RAZOR2_CHECK eval:check_razor2()
full DCC_CHECK eval:check_dcc()
`;

function told(rules: string, installed: readonly string[], socket = ''): readonly string[] {
  const helpers: Helpers = {
    find: program => (installed.includes(program) ? `/usr/bin/${program}` : undefined),
    hasSocket: path => path === socket,
    run: () => Promise.reject(new Error('nothing is run')),
    exchange: () => Promise.reject(new Error('nobody is asked')),
    note: () => undefined,
    calls: [],
    stop: () => undefined,
  };
  const set = parseRules([{ name: 't.cf', text: rules }]);
  return examineClients(set, helpers).map(({ level, what }) => `${level} ${what}`);
}

const NONE = 'no client is installed, its rules do not hit';

for (const [what, rules, installed, socket, expected] of [
  [
    'all are there',
    RULES,
    ['pyzor', 'razor-check', 'dccproc'],
    '',
    ['ok Pyzor: /usr/bin/pyzor', 'ok Razor: /usr/bin/razor-check', 'ok DCC: /usr/bin/dccproc'],
  ],
  ['none is there', RULES, [], '', [`ok Pyzor: ${NONE}`, `ok Razor: ${NONE}`, `ok DCC: ${NONE}`]],
  [
    'the daemon of DCC',
    RULES,
    ['dccproc'],
    '/var/dcc/dccifd',
    [`ok Pyzor: ${NONE}`, `ok Razor: ${NONE}`, 'ok DCC: /var/dcc/dccifd'],
  ],
  [
    'a daemon elsewhere',
    `${RULES}dcc_dccifd_path [::1]:99`,
    [],
    '',
    [`ok Pyzor: ${NONE}`, `ok Razor: ${NONE}`, 'ok DCC: [::1]:99'],
  ],
  [
    'all are off',
    `${RULES}use_pyzor 0\nuse_razor2 0\nuse_dcc 0`,
    ['pyzor'],
    '',
    ['Pyzor', 'Razor', 'DCC'].map(name => `ok ${name}: switched off by the rule files`),
  ],
  [
    'no rule asks',
    'body B /x/',
    ['pyzor'],
    '',
    ['Pyzor', 'Razor', 'DCC'].map(name => `ok ${name}: no rule asks`),
  ],
] as const)
  test(what, () => assert.deepEqual(told(rules, installed, socket), expected));

test('local tests only', () => {
  assert.match(examineClients(parseRules([]), undefined)[0]?.what ?? '', /network\.enabled is false/);
});
