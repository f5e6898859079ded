/** ASN with fixed answers; the forms of answers are those that the documentation of SpamAssassin's plugin lists. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routesIn } from '../../../../lib/rules/plugins/asn/routes-in.ts';
import { runWithAnswers } from './run-with-answers.ts';

const MESSAGE = 'Received: from x.net (x.net [192.0.2.1]) by y.example.org with ESMTP id 1\n\nx\n';
const SETTINGS =
  'loadplugin Mail::SpamAssassin::Plugin::ASN;;trusted_networks 198.51.100.0/24;;asn_lookup a.test;;';

for (const [strings, systems, routes] of [
  [['1103', '192.88.99.0', '24'], '1103', '192.88.99.0/24'],
  [['559 1103 1239 | 192.88.99.0/24 | US | iana | 2001-06-01'], '559 1103 1239', '192.88.99.0/24'],
  [['192.88.99.0/24 | AS1103 | SURFnet, The Netherlands | 2002-10-15 | EU'], '1103', '192.88.99.0/24'],
  [['15169 | 2a00:1450::/32 | IE | ripencc | 2009-10-05'], '15169', '2a00:1450::/32'],
  [['as1103'], '1103', ''],
  [['4294967295', '0.0.0.0', '0'], '', ''],
  [['nothing of the kind'], '', ''],
  [[], '', ''],
] as const)
  test(strings.join('"'), () => {
    const found = routesIn(strings);
    assert.deepEqual([found.systems.join(' '), found.routes.join(' ')], [systems, routes]);
  });

test('tags, metadata and check_asn', async () => {
  const rules =
    "header A eval:check_asn('/^AS1103$/');;header B eval:check_asn('/^AS2/', 'ASN');;header X X-ASN =~ /1103/";
  const answers = { 'TXT 1.2.0.192.a.test': '1103"192.88.99.0"24' };
  const { hits, logs, result } = await runWithAnswers(SETTINGS + rules, MESSAGE, answers);
  assert.equal(hits, 'A');
  assert.equal(logs('A'), 'ASN: AS1103');
  assert.equal(result.tags.get('ASNCIDR'), '192.88.99.0/24');
});

test('two zones add to the same tags; a prefix may be left out; other tags', async () => {
  const answers = {
    'TXT 1.2.0.192.a.test': '1"192.0.2.0"24',
    'TXT 1.2.0.192.b.test': '1 2"192.0.0.0"16',
  };
  const same = await runWithAnswers(`${SETTINGS}asn_prefix '';;asn_lookup b.test`, MESSAGE, answers);
  assert.deepEqual(same.result.tags.get('ASN'), ['1', '2']);
  assert.deepEqual(same.result.tags.get('ASNCIDR'), ['192.0.2.0/24', '192.0.0.0/16']);
  const others = await runWithAnswers(
    `${SETTINGS}clear_asn_lookups;;asn_lookup b.test. _MY_ _MYNET_`,
    MESSAGE,
    answers,
  );
  assert.deepEqual(others.asked, ['TXT 1.2.0.192.b.test']);
  assert.deepEqual(others.result.tags.get('MY'), ['AS1', 'AS2']);
});

for (const settings of ['asn_use_dns 0', 'clear_asn_lookups', 'trusted_networks 192.0.2.1'])
  test(`${settings}: nobody is asked`, async () => {
    assert.deepEqual((await runWithAnswers(`${SETTINGS}${settings}`, MESSAGE, {})).asked, []);
  });
