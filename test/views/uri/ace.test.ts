import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { toAce } from '../../../lib/views/uri/ace.ts';
import { domainOfUri } from '../../../lib/views/uri/domain-of-uri.ts';
import { PUBLIC_SUFFIXES } from '../../../lib/views/uri/domains.ts';

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

// Source: Mail::SpamAssassin::Util::idn_to_ascii of 4.0.1 with libidn, run on the same hosts.
const ROWS: readonly (readonly [host: string, ace: string])[] = [
  ['Example.COM', 'Example.COM'],
  [utf8('bücher.de'), 'xn--bcher-kva.de'],
  [utf8('BÜCHER.DE'), 'xn--bcher-kva.DE'],
  ['b\xfccher.de', 'xn--bcher-kva.de'],
  ['B\xdcCHER.de', 'xn--bcher-kva.de'],
  [utf8('straße.de'), 'strasse.de'],
  [utf8('όσος.gr'), 'xn--0xahb7a.gr'],
  [utf8('ü\u200d.com'), 'xn--tda.com'],
  [utf8('例え。テスト'), 'xn--r8jz45g.xn--zckzah'],
  [utf8('ПРИМЕР.рф'), 'xn--e1afmkfd.xn--p1ai'],
  [utf8('１２.com'), '12.com'],
  [utf8('é.'), 'xn--9ca.'],
  [utf8('é..com'), utf8('é..com')],
  [utf8('xn--é.com'), utf8('xn--é.com')],
  [utf8('é'.repeat(60)), utf8('é'.repeat(60))],
  [utf8('é\u0085x.com'), utf8('é\u0085x.com')],
  ['\xc3\xa9\xe9.com', '\xc3\xa9\xe9.com'],
  ['a\xe9=.com', 'a\xe9=.com'],
];
for (const [host, ace] of ROWS)
  test(`ACE of ${JSON.stringify(host)}`, () => {
    assert.equal(toAce(host), ace);
  });

test('the domain of a URI with an umlaut in UTF-8', () => {
  assert.deepEqual(domainOfUri(utf8('HTTP://WWW.BÜCHER.DE/'), PUBLIC_SUFFIXES), {
    host: 'www.xn--bcher-kva.de',
    domain: 'xn--bcher-kva.de',
  });
});

test('fuzz: any octets, and a long host is looked at in linear time', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), octets => {
      toAce(Buffer.from(octets).toString('latin1'));
    }),
  );
  const start = performance.now();
  for (const host of [utf8('é'.repeat(2 ** 19)), utf8('é.'.repeat(2 ** 17))]) toAce(host);
  assert.ok(performance.now() - start < 5000);
});
