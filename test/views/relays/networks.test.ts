import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { networkList, networkSettings } from '../../../lib/views/relays/networks.ts';

// Source: spec 1.3 and Mail::SpamAssassin::Conf(3), trusted_networks.
const ROWS: readonly [string, string, boolean][] = [
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.8', false],
  ['192.0.2.0/24', '192.0.2.255', true],
  ['192.0.2.0/255.255.255.0', '192.0.2.255', true],
  ['192.0.2.0/255.255.255.0', '192.0.3.0', false],
  ['192.0.2.', '192.0.2.9', true],
  ['192.0.2', '192.0.2.9', true],
  ['10', '10.200.3.4', true],
  ['10/7', '11.0.0.1', true],
  ['10.1.', '10.2.0.1', false],
  ['010.1.2.3', '10.1.2.3', true],
  ['192.0.2.77/24', '192.0.2.1', true],
  ['192.0.2.1-192.0.2.9', '192.0.2.5', true],
  ['192.0.2.1-192.0.2.9', '192.0.2.10', false],
  ['2001:db8::/32', '2001:db8:1::9', true],
  ['[2001:db8::]/32', '2001:db9::', false],
  ['2001:db8::1', '2001:DB8:0:0:0:0:0:1', true],
  ['::ffff:192.0.2.0/120', '192.0.2.4', true],
  ['!192.0.2.7 192.0.2.0/24', '192.0.2.7', false],
  ['!192.0.2.7 192.0.2.0/24', '192.0.2.8', true],
  ['192.0.2.0/24 !192.0.2.7', '192.0.2.7', true],
  ['0/0', '198.51.100.1', true],
  ['nonsense', '198.51.100.1', false],
  ['192.0.2.0/33', '192.0.2.0', false],
  ['192.0.2.0/24', 'nonsense', false],
];
for (const [entries, ip, expected] of ROWS) {
  test(`${ip} is ${expected ? '' : 'not '}in ${entries}`, () => {
    assert.equal(networkList(entries.split(' '), false).contains(ip), expected);
  });
}

test('loopback comes first, and does not count as configured', () => {
  const list = networkList(['!127.0.0.1'], true);
  assert.ok(list.contains('127.0.0.1'));
  assert.ok(list.contains('::1'));
  assert.ok(!networkList([], true).configured);
});

// Source: SpamAssassin 4.0.1 warns "trusted_networks doesn't contain internal_networks entry" and leaves it out.
test('what the wider list does not contain does not count', () => {
  const settings = networkSettings({
    trusted: ['10/8'],
    internal: ['10.1', '192.0.2.7'],
    msa: ['198.51.100.1'],
  });
  assert.ok(settings.internal.contains('10.1.2.3'));
  assert.ok(!settings.internal.contains('192.0.2.7'));
  assert.ok(!settings.msa.contains('198.51.100.1'));
  assert.deepEqual(
    settings.left.map(one => `${one.entry} ${one.list} ${one.wider}`),
    ['192.0.2.7 internal_networks trusted_networks', '198.51.100.1 msa_networks trusted_networks'],
  );
});

test('without trusted_networks the submission servers must be internal', () => {
  const settings = networkSettings({ trusted: [], internal: ['10/8'], msa: ['10.2.3.4', '192.0.2.7'] });
  assert.ok(settings.msa.contains('10.2.3.4'));
  assert.ok(!settings.msa.contains('192.0.2.7'));
});

test('no entry and no address makes it throw', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('0129af:./!-[]%x')), maxLength: 24 });
  fc.assert(
    fc.property(text, text, (entry, ip) => {
      assert.equal(typeof networkList([entry], true).contains(ip), 'boolean');
    }),
  );
});
