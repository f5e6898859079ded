/** Mail and DNS that mean harm: count and time are bounded, and nothing is thrown. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { checkSpf } from '../../lib/auth/spf.ts';
import { verifySignatures } from '../../lib/auth/verify-signatures.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import type { ByteSource } from '../../lib/io/source.ts';
import { keyResolver, type Keys } from './key-resolver.ts';
import { signatureField, signingKey } from './sign.ts';
import { zoneResolver, type Zone } from './suites/suite-zone.ts';

const NOW_MS = Date.UTC(2026, 10, 21);
const PLAIN = 'From: joe@example.net\r\nTo: you@here.example\r\nSubject: hello\r\n\r\nbody\r\n';
const key = signingKey();
const KEYS: Keys = { 's._domainkey.example.net': [`v=DKIM1; p=${key.publicBase64}`] };
const good = signatureField(PLAIN, { domain: 'example.net', selector: 's', key });

const verify = (message: string | ByteSource, keys = KEYS) => {
  const source = typeof message === 'string' ? memorySource(Buffer.from(message, 'latin1')) : message;
  const resolver = keyResolver(keys);
  return verifySignatures(source, { resolver, nowMs: NOW_MS }).then(found => ({
    ...found,
    asked: resolver.asked,
  }));
};

suite('hostile mail', { timeout: 60_000 }, () => {
  test('of thousands of signatures the first fifty count, and each key is asked for once', async () => {
    const { dkim, asked } = await verify(good.repeat(3000) + PLAIN);
    assert.equal(dkim.length, 50);
    assert.deepEqual(new Set(dkim.map(({ result }) => result)), new Set(['pass']));
    assert.equal(asked.length, 1);
  });

  test('thousands of ARC sets are no chain', async () => {
    const sets = Array.from(
      { length: 2000 },
      (_, n) =>
        `ARC-Seal: i=${n + 1}; a=rsa-sha256; cv=pass; d=example.net; s=s; b=AAAA\r\n` +
        `ARC-Message-Signature: i=${n + 1}; a=rsa-sha256; d=example.net; s=s; h=from; bh=AAAA; b=AAAA\r\n` +
        `ARC-Authentication-Results: i=${n + 1}; x; spf=pass\r\n`,
    ).join('');
    const { arc, asked } = await verify(sets + PLAIN);
    assert.deepEqual(
      [arc.result, arc.isSigned, arc.hasValidSignature, asked.length],
      ['fail', true, false, 0],
    );
  });

  test('many different body lengths of a large message cost no more than a few hashes', async () => {
    const large = `From: joe@example.net\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(60 * 1024 * 1024, 'line\r\n');
    const fields = Array.from({ length: 50 }, (_, n) => good.replace('h=', `l=${n + 1}; h=`)).join('');
    const start = performance.now();
    const { dkim } = await verify(fields + large);
    assert.equal(dkim.length, 50);
    assert.ok(performance.now() - start < 20_000);
  });

  test('a field of a megabyte, and a header of nothing but blanks', async () => {
    const huge = `DKIM-Signature: v=1; ${'x=y; '.repeat(200_000)}\r\n`;
    assert.equal((await verify(huge + good + PLAIN)).dkim.at(-1)?.result, 'pass');
    assert.deepEqual((await verify(`DKIM-Signature:${' \r\n'.repeat(10_000)} \r\n${PLAIN}`)).dkim.length, 1);
  });

  test('keys of sixteen thousand bits and of none', async () => {
    const giant = `v=DKIM1; p=${Buffer.concat([Buffer.from('MIIC', 'base64'), Buffer.alloc(2100, 255)]).toString('base64')}`;
    for (const record of [
      giant,
      'p=',
      'p=AAAA',
      'v=DKIM1; p=!!',
      '',
      ';;;',
      'p',
      `p=${'A'.repeat(65_000)}`,
    ]) {
      const { dkim } = await verify(good + PLAIN, { 's._domainkey.example.net': [record] });
      assert.equal(dkim[0]?.result, 'invalid', record.slice(0, 20));
    }
  });

  test('a message that comes in pieces of any size is the same', async () => {
    const bytes = Buffer.from((good + PLAIN).replaceAll('\r\n', '\n'));
    for (const size of [1, 2, 7, 64]) {
      const pieces: ByteSource = {
        ...memorySource(bytes),
        *chunks() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        },
      };
      assert.equal((await verify(pieces)).dkim[0]?.result, 'pass', String(size));
    }
  });

  test('a signature over a large message is verified to its last byte', async () => {
    const large = `From: joe@example.net\r\n\r\n${'line of text\r\n'.repeat(400_000)}end\r\n`;
    const field = signatureField(large, { domain: 'example.net', selector: 's', key, fields: 'from' });
    assert.equal((await verify(field + large)).dkim[0]?.result, 'pass');
    assert.equal((await verify(field + large.replace('end\r\n', 'END\r\n'))).dkim[0]?.result, 'fail');
  });

  test('whatever stands in signatures, nothing is thrown', async () => {
    const piece = fc.constantFrom(
      'v=1',
      'a=rsa-sha256',
      'd=example.net',
      's=s',
      'h=from',
      'bh=x',
      'b=y',
      'l=-1',
      'l=9e99',
      'x=',
      't=NaN',
      'i=@',
      'i==',
      'c=a/b/c',
      'q=',
      ';',
      '=',
      '\xff',
      '__proto__=1',
    );
    const names = fc.constantFrom(
      'DKIM-Signature',
      'DomainKey-Signature',
      'ARC-Seal',
      'ARC-Message-Signature',
      'ARC-Authentication-Results',
      'From',
    );
    const field = fc
      .tuple(names, fc.array(piece, { maxLength: 12 }))
      .map(([name, tags]) => `${name}: ${tags.join('; ')}\r\n`);
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 8 }), fc.string(), async (fields, body) => {
        const { arc } = await verify(`${fields.join('')}\r\n${body}`);
        assert.doesNotMatch(arc.why, /TypeError|undefined is not|Cannot read/);
      }),
      { numRuns: 300 },
    );
  });
});

suite('hostile SPF', { timeout: 30_000 }, () => {
  const check = async (zone: Zone) => {
    const resolver = zoneResolver(zone);
    const answer = await checkSpf(
      { ip: '192.0.2.1', identity: 'a@x.example', scope: 'mfrom', helo: 'h' },
      { resolver, hostname: 'mx.here.example', maxTerms: 20, timeoutMs: 5000 },
    );
    return { ...answer, asked: resolver.asked.length };
  };

  for (const [name, record, others] of [
    ['a loop', 'v=spf1 include:x.example -all', {}],
    ['a loop of two', 'v=spf1 include:y.example -all', { 'y.example': 'v=spf1 redirect=x.example' }],
    ['a hundred includes', `v=spf1 ${'include:y.example '.repeat(100)}-all`, { 'y.example': 'v=spf1 ?all' }],
    ['ten thousand terms', `v=spf1 ${'a:y.example '.repeat(10_000)}-all`, { 'y.example': 'x' }],
    ['macros upon macros', `v=spf1 exists:${'%{l}'.repeat(5000)}.x.example -all`, {}],
    ['a name of 64 kB', `v=spf1 include:${'a.'.repeat(32_000)}example -all`, {}],
  ] as const) {
    test(name, async () => {
      const texts = Object.entries({ 'x.example': record, ...others });
      const { result, asked } = await check(
        Object.fromEntries(texts.map(([at, text]) => [at, [{ TXT: text }]])),
      );
      assert.ok(['permerror', 'fail', 'none'].includes(result), result);
      assert.ok(asked <= 60, String(asked));
    });
  }

  test('whatever stands in a record, nothing is thrown', async () => {
    const term = fc.constantFrom(
      'a',
      'mx',
      'ptr',
      '-all',
      'ip4:1',
      'ip6:::/999',
      'exists:%{',
      'include:',
      'redirect=',
      'exp=%{p}',
      '%',
      '\x00',
      'a/33//129',
      'ip4:192.0.2.1/0',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(term, { maxLength: 20 }), async terms => {
        const { comment } = await check({ 'x.example': [{ TXT: `v=spf1 ${terms.join(' ')}` }] });
        assert.doesNotMatch(comment, /TypeError|undefined is not|Cannot read/);
      }),
      { numRuns: 300 },
    );
  });
});
