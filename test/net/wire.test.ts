/** Answers on the wire: read as dns-packet writes them; whatever else comes is no answer, quickly, and never throws. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, type Answer } from 'dns-packet';
import fc from 'fast-check';
import { askableName, encodeQuery, encodeQuestion, mixCase } from '../../lib/net/question.ts';
import type { RecordType } from '../../lib/net/resolver.ts';
import { readAnswer, type WireAnswer } from '../../lib/net/wire.ts';
import { readName } from '../../lib/net/wire-name.ts';

const label = fc.stringMatching(/^[a-z0-9_][a-z0-9_-]{0,20}$/);
const name = fc.array(label, { minLength: 1, maxLength: 6 }).map(labels => labels.join('.'));
const ttl = fc.integer({ min: 0, max: 100_000 });
const number = fc.integer({ min: 0, max: 65_535 });
const address = fc.ipV4();
const text = fc.uint8Array({ minLength: 1, maxLength: 255 }).map(bytes => Buffer.from(bytes));

const anyAnswer: fc.Arbitrary<[Answer, string]> = fc.oneof(
  address.map((data): [Answer, string] => [{ name: '', type: 'A', data }, data]),
  name.map((data): [Answer, string] => [{ name: '', type: 'NS', data }, data]),
  name.map((data): [Answer, string] => [{ name: '', type: 'PTR', data }, data]),
  fc
    .tuple(number, name)
    .map(([preference, exchange]): [Answer, string] => [
      { name: '', type: 'MX', data: { preference, exchange } },
      `${preference} ${exchange}`,
    ]),
  fc
    .tuple(number, number, number, name)
    .map(([priority, weight, port, target]): [Answer, string] => [
      { name: '', type: 'SRV', data: { priority, weight, port, target } },
      `${priority} ${weight} ${port} ${target}`,
    ]),
  fc
    .array(text, { minLength: 1, maxLength: 4 })
    .map((data): [Answer, string] => [
      { name: '', type: 'TXT', data },
      data.map(one => one.toString('latin1')).join(''),
    ]),
);

function answerWith(asked: string, type: RecordType, answers: Answer[], authorities: Answer[] = []): Buffer {
  const questions = [{ name: asked, type: type as 'A' }];
  return encode({ type: 'response', id: 7, flags: 0x180, questions, answers, authorities });
}

test('what dns-packet writes is read', () => {
  fc.assert(
    fc.property(name, ttl, fc.array(anyAnswer, { maxLength: 5 }), (asked, ttlS, given) => {
      const records = given.map(([answer]) => ({ ...answer, name: asked, ttl: ttlS }) as Answer);
      const bytes = answerWith(asked, 'A', records);
      const read = readAnswer(bytes, encodeQuestion(asked, 'A'), true);
      assert.deepEqual(
        read?.records.map(({ data }) => data),
        given.map(([, data]) => data),
      );
      if (given.length > 0) assert.equal(read.ttlS, Math.min(ttlS, 86_400));
    }),
  );
});

test('a query is what dns-packet writes', () => {
  fc.assert(
    fc.property(name, number, fc.option(fc.integer({ min: 513, max: 65_535 })), (asked, id, size) => {
      const additionals = [{ type: 'OPT' as const, name: '.' as const, udpPayloadSize: size ?? 0 }];
      const peer = encode({
        type: 'query',
        id,
        flags: 0x100,
        questions: [{ name: asked, type: 'MX' }],
        additionals: (size === null ? [] : additionals) as Answer[],
      });
      assert.deepEqual(encodeQuery(id, encodeQuestion(asked, 'MX'), size ?? undefined), peer);
    }),
  );
});

test('how long an answer holds: its least ttl; "no such name" by the SOA (RFC 2308)', () => {
  const soa = (ttlS: number, minimum: number): Answer => ({
    name: 'test',
    type: 'SOA',
    ttl: ttlS,
    data: { mname: 'a', rname: 'b', serial: 1, refresh: 2, retry: 3, expire: 4, minimum },
  });
  const ttlOf = (answers: Answer[], authorities: Answer[] = []): number | undefined =>
    readAnswer(answerWith('a.test', 'A', answers, authorities), encodeQuestion('a.test', 'A'), false)?.ttlS;
  const at = (ttlS: number): Answer => ({ name: 'a.test', type: 'A', ttl: ttlS, data: '192.0.2.1' });
  assert.equal(ttlOf([at(60), at(30)]), 30);
  assert.equal(ttlOf([at(10_000_000)]), 86_400);
  assert.equal(ttlOf([], [soa(300, 60)]), 60);
  assert.equal(ttlOf([], [soa(30, 60)]), 30);
  assert.equal(ttlOf([], [soa(900_000, 900_000)]), 10_800);
  assert.equal(ttlOf([]), 0);
});

/** A right answer, damaged. */
const damaged = fc
  .tuple(
    fc.array(anyAnswer, { maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 8 }),
    fc.option(fc.nat(200)),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([given, changes, cut, tail]) => {
    const records = given.map(([answer]) => ({ ...answer, name: 'a.test', ttl: 60 }) as Answer);
    const bytes = Buffer.concat([answerWith('a.test', 'A', records), tail]);
    for (const [at, value] of changes) if (at < bytes.length && at > 11) bytes[at] = value;
    return bytes.subarray(0, cut ?? undefined);
  });

function assertSound(answer: WireAnswer | undefined): void {
  for (const { data, type } of answer?.records ?? []) {
    assert.ok(data.length <= 65_535);
    if (type === 'A') assert.match(data, /^(?:\d{1,3}\.){3}\d{1,3}$/);
    if (type === 'NS') assert.match(data, /^[!-~]*$/);
  }
  assert.ok((answer?.records.length ?? 0) <= 500);
}

test('fuzz: damaged answers and noise', () => {
  const question = encodeQuestion('a.test', 'A');
  fc.assert(
    fc.property(damaged, bytes => {
      assertSound(readAnswer(bytes, question, false));
    }),
    { numRuns: 3000 },
  );
  const head = answerWith('a.test', 'A', []);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), number, number, (noise, answers, authorities) => {
      const bytes = Buffer.concat([head, noise]);
      bytes.writeUInt16BE(answers, 6);
      bytes.writeUInt16BE(authorities, 8);
      assertSound(readAnswer(bytes, question, false));
    }),
    { numRuns: 3000 },
  );
});

test('the largest answers that can be are read in no time', () => {
  const question = encodeQuestion('a.test', 'A');
  const head = answerWith('a.test', 'A', []);
  head.writeUInt16BE(0xffff, 6);
  // Names that hop back as often as a name can have labels, in records without data.
  const hops = Buffer.alloc(254);
  for (let at = 0; at < 254; at += 2) hops.writeUInt16BE(0x0161, at);
  const start = head.length + 11;
  const first = Buffer.concat([
    Buffer.from([0, 0, 99, 0, 1, 0, 0, 0, 0]),
    Buffer.from([1, 0]),
    hops,
    Buffer.from([0]),
  ]);
  const record = Buffer.from([0xc0 | (start >> 8), start & 255, 0, 99, 0, 1, 0, 0, 0, 0, 0, 0]);
  const count = Math.floor((65_000 - head.length - first.length) / record.length);
  const bytes = Buffer.concat([head, first, ...Array.from({ length: count }, () => record)]);
  bytes.writeUInt16BE(count + 1, 6);
  const begun = performance.now();
  readAnswer(bytes, question, false);
  assert.ok(performance.now() - begun < 500);
});

test('pointers may only point backwards', () => {
  for (const bytes of [
    [0xc0, 0x00],
    [0x01, 0x61, 0xc0, 0x00],
    [0xc0, 0x02, 0xc0, 0x00],
    [0xc0],
    [0x05, 0x61],
    [0x40, 0x00],
    [0x80, 0x00],
  ])
    assert.equal(readName(Buffer.from(bytes), 0), undefined);
  assert.deepEqual(readName(Buffer.from([1, 0x61, 0, 1, 0x62, 0xc0, 0]), 3), { name: 'b.a', end: 7 });
  const odd = Buffer.from([4, 0x2e, 0x5c, 0x20, 0xe9, 0]);
  assert.equal(readName(odd, 0)?.name, String.raw`\.\\\032\233`);
});

test('letters are mixed at random, and nothing else', () => {
  fc.assert(
    fc.property(name, fc.uint8Array({ minLength: 32, maxLength: 32 }), (asked, random) => {
      const plain = encodeQuestion(asked, 'TXT');
      const mixed = mixCase(plain, Buffer.from(random));
      assert.equal(mixed.toString('latin1').toLowerCase(), plain.toString('latin1'));
    }),
  );
  assert.equal(askableName('a_b.Test.'), 'a_b.test');
});
