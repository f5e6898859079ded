/** How far the way of a message is trusted. The rows are checked with SpamAssassin itself where it is installed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { createViews } from '../../../lib/views/views.ts';
import type { Relays } from '../../../lib/views/relays/relay.ts';
import { askPeer, hasPeer, messageOf, ownAnswer } from './peer.ts';

const hop = (ip: string, by: string, protocol = 'ESMTP'): string =>
  `from h (r.example.com [${ip}]) by ${by} (Postfix) with ${protocol} id 4AB12C`;
const MX = hop('10.0.0.2', 'mx');
const OUTSIDE = hop('198.51.100.9', 'gate');
const SUBMITTED = hop('198.51.100.8', 'msa', 'ESMTPSA');
const FETCHED =
  'from pop.example.com [198.51.100.53] by localhost with POP3 (fetchmail-6.4.0) for bob@localhost';
const LOCAL = 'by mx (Postfix, from userid 33) id 4AB12C';
const SCANNER =
  'from 198.51.100.54 by mx (envelope-from <list@example.com>, uid 502) with qmail-scanner-1.24 (Clear:. Processed in 0.2 secs)';

/** t and i: addresses that are trusted and internal; the indexes; Received fields; configuration. Source: spec 2.8. */
const ROWS: readonly {
  readonly name: string;
  readonly received: readonly string[];
  readonly config?: string;
  readonly trusted: string;
  readonly internal: string;
  readonly indexes: readonly [number, number];
}[] = [
  {
    name: 'private addresses are trusted',
    received: [MX, OUTSIDE, MX],
    trusted: '10.0.0.2',
    internal: '10.0.0.2',
    indexes: [0, 0],
  },
  {
    name: 'authentication is trusted',
    received: [MX, SUBMITTED],
    trusted: '10.0.0.2 198.51.100.8',
    internal: '10.0.0.2 198.51.100.8',
    indexes: [1, 1],
  },
  {
    name: 'nothing from outside is trusted',
    received: [OUTSIDE, MX],
    trusted: '',
    internal: '',
    indexes: [-1, -1],
  },
  {
    name: 'fields without relay count',
    received: [LOCAL, MX, LOCAL, OUTSIDE],
    trusted: '10.0.0.2',
    internal: '10.0.0.2',
    indexes: [2, 2],
  },
  {
    name: 'configured networks decide',
    received: [hop('198.51.100.9', 'mx'), hop('192.0.2.1', 'gate')],
    config: 'trusted_networks 198.51.100.9',
    trusted: '198.51.100.9',
    internal: '198.51.100.9',
    indexes: [0, 0],
  },
  {
    name: 'private is not trusted when networks are configured',
    received: [MX],
    config: 'trusted_networks 198.51.100.9',
    trusted: '',
    internal: '',
    indexes: [-1, -1],
  },
  {
    name: 'trusted, but not internal',
    received: [MX, OUTSIDE, hop('192.0.2.1', 'x')],
    config: 'trusted_networks 10/8 198.51.100.9\ninternal_networks 10/8',
    trusted: '10.0.0.2 198.51.100.9',
    internal: '10.0.0.2',
    indexes: [1, 0],
  },
  {
    name: 'behind a submission server all is as before',
    received: [MX, hop('192.0.2.1', 'msa'), hop('192.0.2.2', 'x')],
    config: 'internal_networks 10/8\nmsa_networks 10.0.0.2',
    trusted: '10.0.0.2 192.0.2.1 192.0.2.2',
    internal: '10.0.0.2 192.0.2.1 192.0.2.2',
    indexes: [2, 2],
  },
  {
    name: 'a fetcher starts anew',
    received: [MX, FETCHED, hop('10.9.9.9', 'y'), OUTSIDE],
    trusted: '10.9.9.9',
    internal: '10.9.9.9',
    indexes: [2, 2],
  },
  {
    name: 'a fetcher outside means nothing',
    received: [OUTSIDE, FETCHED, MX],
    trusted: '',
    internal: '',
    indexes: [-1, -1],
  },
  {
    name: 'a scanner tells the sender of the next',
    received: [SCANNER, MX],
    trusted: '10.0.0.2',
    internal: '10.0.0.2',
    indexes: [1, 1],
  },
];

const settingsOf = (config: string) =>
  viewSettings(
    parseRules([{ name: 'local.cf', text: `originating_ip_headers X-Originating-IP\n${config}\n` }]),
  );
const addresses = (relays: Relays['trusted']): string => relays.map(relay => relay.ip).join(' ');

for (const { name, received, config = '', trusted, internal, indexes } of ROWS) {
  test(name, () => {
    const { relays } = createViews(Buffer.from(messageOf(received)), { settings: settingsOf(config) });
    assert.deepEqual(
      [
        addresses(relays.trusted),
        addresses(relays.internal),
        relays.lastTrustedIndex,
        relays.lastInternalIndex,
      ],
      [trusted, internal, ...indexes],
    );
  });
}

const QUERIES =
  'X-Spam-Relays-Trusted X-Spam-Relays-Untrusted X-Spam-Relays-Internal X-Spam-Relays-External ALL-TRUSTED ALL-UNTRUSTED ALL-INTERNAL:raw ALL-EXTERNAL:raw EnvelopeFrom'.split(
    ' ',
  );

test('SpamAssassin walks the same way', { skip: !hasPeer }, () => {
  const questions = ROWS.map(({ received, config = '' }) => ({
    message: `X-First: 1\n${messageOf(received)}`,
    queries: QUERIES,
    config,
  }));
  const own = questions.map(({ message, config }) =>
    ownAnswer(createViews(Buffer.from(message), { settings: settingsOf(config) }), QUERIES),
  );
  assert.deepEqual(own, askPeer(questions));
});

test('a header of webmail is one more relay, and the last', () => {
  const message = `X-Originating-IP: [203.0.113.77]\n${messageOf([OUTSIDE])}`;
  const { relays } = createViews(Buffer.from(message), { settings: settingsOf('') });
  assert.deepEqual(addresses(relays.untrusted), '198.51.100.9 203.0.113.77');
});
