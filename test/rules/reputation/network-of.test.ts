/** Expected values: Mail::SpamAssassin::AutoWelcomelist 4.0.1, ip_to_awl_key (NetAddr::IP 4.079) on the same input. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { networkOf } from '../../../lib/rules/reputation/network-of.ts';
import { orSkip } from '../../support/require-program.ts';

const ROWS: readonly (readonly [ip: string, ipv4: number, ipv6: number, network: string])[] = [
  ['192.0.2.7', 16, 48, '192.0'],
  ['192.0.2.7', 24, 48, '192.0.2'],
  ['192.0.2.7', 32, 48, '192.0.2.7'],
  ['192.0.2.0', 32, 48, '192.0.2.0'],
  ['10.128.7.9', 9, 48, '10.128'],
  ['10.127.7.9', 9, 48, '10'],
  ['192.0.2.7', 0, 48, '0'],
  ['999.1.2.3', 16, 48, '999.1'],
  ['999.1.2.3', 24, 48, 'none'],
  ['2001:db8:17:1::25', 16, 48, '2001:0DB8:0017::'],
  ['2001:db8:17:1::25', 16, 128, '2001:0DB8:0017:0001:0000:0000:0000:0025'],
  ['2001:db8:17:1::25', 16, 41, '2001:0DB8::'],
  ['::1', 16, 0, '0000::'],
  ['::ffff:192.0.2.7', 16, 128, '0000:0000:0000:0000:0000:FFFF:C000:0207'],
  ['', 16, 48, 'none'],
  ['unknown', 16, 48, 'none'],
];
for (const [ip, ipv4, ipv6, network] of ROWS)
  test(`${ip} /${ipv4} /${ipv6} is of ${network}`, () => {
    assert.equal(networkOf(ip, { ipv4, ipv6 }), network);
  });

const SCRIPT = `
use Mail::SpamAssassin::AutoWelcomelist;
while (<STDIN>) { chomp; my ($ip, $v4, $v6) = split / /;
  my $self = bless { ipv4_mask_len => $v4, ipv6_mask_len => $v6 }, 'Mail::SpamAssassin::AutoWelcomelist';
  print $self->ip_to_awl_key($ip) // 'none', "\\n" }`;

test('the same as SpamAssassin for any address and mask', context => {
  const perl = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0 ? 'perl' : null;
  if (orSkip(context, perl, 'spamassassin') === undefined) return;
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const rows = fc.sample(fc.tuple(address, fc.nat(32), fc.nat(128)), 500);
  const input = rows.map(row => `${row.join(' ')}\n`).join('');
  const told = spawnSync('perl', ['-e', SCRIPT], { input, encoding: 'utf8' }).stdout.trimEnd().split('\n');
  assert.deepEqual(
    rows.map(([ip, ipv4, ipv6]) => `${ip} ${networkOf(ip, { ipv4, ipv6 })}`),
    rows.map(([ip], index) => `${ip} ${told[index]}`),
  );
});
