/** Addresses of name servers as dns_server and resolv.conf(5) give them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseServer, serversInTurn, serversOfSystem, showServer } from '../../lib/net/dns-server.ts';

for (const [text, expected] of [
  ['127.0.0.1', '127.0.0.1:53'],
  ['127.0.0.1:5353', '127.0.0.1:5353'],
  ['[127.0.0.1]:53', '127.0.0.1:53'],
  ['::1', '[::1]:53'],
  ['[::1]:5353', '[::1]:5353'],
  ['2001:db8::1', '[2001:db8::1]:53'],
  ['fe80::1%lo0', '[fe80::1%lo0]:53'],
  ['[fe80::1%lo0]:54', '[fe80::1%lo0]:54'],
  ['', undefined],
  ['256.0.0.1', undefined],
  ['1.2.3', undefined],
  ['ns.example.org', undefined],
  ['127.0.0.1:0', undefined],
  ['127.0.0.1:65536', undefined],
  ['[::1', undefined],
  ['1:2:3', undefined],
  [':::1', undefined],
] satisfies [string, string | undefined][]) {
  test(`${text}: ${expected ?? 'no address'}`, () => {
    const server = parseServer(text);
    assert.equal(server === undefined ? undefined : showServer(server), expected);
  });
}

test('resolv.conf: its first three, else this host', t => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-resolv-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const read = (text: string): readonly string[] => {
    writeFileSync(join(folder, 'resolv.conf'), text);
    return serversOfSystem(join(folder, 'resolv.conf')).map(showServer);
  };
  assert.deepEqual(
    read(
      '# nameserver 192.0.2.9\nsearch example.org\nnameserver 192.0.2.1\n nameserver\t2001:db8::1 # x\nnameserver fe80::1%eth0\nnameserver 192.0.2.4\n',
    ),
    ['192.0.2.1:53', '[2001:db8::1]:53', '[fe80::1%eth0]:53'],
  );
  assert.deepEqual(read('nameserver nonsense\n'), ['127.0.0.1:53']);
  assert.deepEqual(serversOfSystem(join(folder, 'none')).map(showServer), ['127.0.0.1:53']);
});

test('rotate: each begins at times, none is left out', () => {
  const servers = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].flatMap(text => parseServer(text) ?? []);
  const firsts = new Set<string>();
  for (let turn = 0; turn < 200; turn += 1) {
    const order = serversInTurn(servers).map(({ host }) => host);
    assert.deepEqual(order.toSorted(), ['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    firsts.add(order[0] ?? '');
  }
  assert.equal(firsts.size, 3);
});
