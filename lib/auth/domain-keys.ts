/**
 * DomainKeys signatures (RFC 4870, historic since DKIM): SpamAssassin counts them like those of DKIM. A signature covers the fields
 * beneath its own, those that h= names if there is one, and the whole body; white space counts (simple) or does not (nofws).
 */
import { createVerify } from 'node:crypto';
import type { Verify } from 'node:crypto';
import { hostOf } from './host-of.ts';
import { readKeyRecord } from './key-record.ts';
import type { Lookup } from './lookup.ts';
import { LookupError } from './lookup.ts';
import type { Signature, SignatureResult } from './signature.ts';
import { compact, listOf, readTagList } from './tag-list.ts';
import type { TagList } from './tag-list.ts';

/** A field of the header: name in small letters, and all of it without the last line ending. Byte strings. */
export interface RawField {
  readonly name: string;
  readonly text: string;
}

/** One signature on its way through the message. */
export class DomainKeysCheck {
  readonly #tags: TagList;
  readonly #verify: Verify;
  readonly #isNofws: boolean;
  readonly #identity: string;
  readonly #objection: string | undefined;
  /** Line endings that count only if something follows: the first is the empty line behind the header. */
  #pending = 1;
  #carry = '';
  #hasBody = false;

  constructor(tags: TagList, below: readonly RawField[]) {
    this.#tags = tags;
    this.#isNofws = (tags.get('c') ?? '').toLowerCase() === 'nofws';
    const covered = coveredFields(below, tags.get('h'));
    this.#identity = signerOf(covered);
    this.#objection = objectionTo(tags, this.#identity);
    this.#verify = createVerify('RSA-SHA1');
    if (this.#objection !== undefined) return;
    for (const { text } of covered)
      this.#add(`${this.#isNofws ? text.replace(/[ \t\r\n]+/g, '') : text}\r\n`);
  }

  /** The body in pieces, lines ending in CRLF. */
  body(chunk: Buffer): void {
    if (this.#objection !== undefined) return;
    let text = this.#carry + chunk.toString('latin1');
    this.#carry = text.endsWith('\r') ? '\r' : '';
    if (this.#carry !== '') text = text.slice(0, -1);
    if (this.#isNofws) text = text.replace(/[ \t]+|\r(?!\n)/g, '');
    this.#addLines(text);
  }

  async result(lookup: Lookup): Promise<Signature> {
    if (this.#hasBody && this.#pending > 0) this.#add('\r\n');
    const tags = this.#tags;
    const { result, why, keyBits, isTesting = false } = await this.#check(lookup);
    return {
      kind: 'domainkeys',
      domain: domainOf(tags),
      identity: this.#identity,
      selector: tags.get('s') ?? '',
      algorithm: 'rsa-sha1',
      beginning: compact(tags.get('b')).slice(0, 8),
      result,
      why,
      keyBits,
      isTesting,
      covers: new Set(tags.has('h') ? fieldNames(tags.get('h')) : []),
    };
  }

  async #check(lookup: Lookup): Promise<{
    result: SignatureResult;
    why: string;
    keyBits?: number | undefined;
    isTesting?: boolean;
  }> {
    if (this.#objection !== undefined) return { result: 'invalid', why: this.#objection };
    const domain = domainOf(this.#tags);
    try {
      const [record] = await lookup(`${this.#tags.get('s') ?? ''}._domainkey.${domain}`, 'TXT');
      const text = [record].flat().join('');
      const key = readKeyRecord(text, this.#identity, domain, true);
      const { objection, isTesting } = key;
      if (objection !== undefined || key.publicKey === undefined)
        return { result: 'invalid', why: objection ?? 'public key: missing', isTesting };
      const isRight = this.#verify.verify(key.publicKey, compact(this.#tags.get('b')), 'base64');
      const keyBits = key.publicKey.asymmetricKeyDetails?.modulusLength;
      return { result: isRight ? 'pass' : 'fail', why: '', keyBits, isTesting };
    } catch (thrown) {
      const code = thrown instanceof LookupError ? thrown.code : 'EBADKEY';
      const isGone = code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EBADKEY';
      return { result: isGone ? 'invalid' : 'temperror', why: `public key: ${code}` };
    }
  }

  /** Empty lines count only in front of others. */
  #addLines(text: string): void {
    let end = text.length;
    while (end >= 2 && text.charCodeAt(end - 1) === 0x0a && text.charCodeAt(end - 2) === 0x0d) end -= 2;
    const trailing = (text.length - end) / 2;
    if (end === 0) {
      this.#pending += trailing;
      return;
    }
    this.#add('\r\n'.repeat(this.#pending) + text.slice(0, end));
    this.#hasBody = true;
    this.#pending = trailing;
  }

  #add(text: string): void {
    this.#verify.update(text, 'latin1');
  }
}

function domainOf(tags: TagList): string {
  return (tags.get('d') ?? '').toLowerCase();
}

function fieldNames(list: string | undefined): readonly string[] {
  return listOf(list).flatMap(name => (name === '' ? [] : [name.toLowerCase()]));
}

/** Of a field that h= names once all there are, of one that it names more often the last ones (RFC 4870, section 3.3). */
function coveredFields(below: readonly RawField[], list: string | undefined): readonly RawField[] {
  const names = fieldNames(list);
  if (names.length === 0) return below;
  const left = Map.groupBy(below, ({ name }) => name);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const covered: RawField[] = [];
  for (const name of names.toReversed()) {
    const fields = left.get(name) ?? [];
    const more = (counts.get(name) ?? 1) - 1;
    counts.set(name, more);
    const taken = more > 0 ? fields.splice(-1) : fields.splice(0);
    covered.push(...taken.toReversed());
  }
  return covered.toReversed();
}

/** Whoever sends it signs: the address in Sender, else the one in From. */
function signerOf(covered: readonly RawField[]): string {
  const field =
    covered.findLast(({ name }) => name === 'sender') ?? covered.findLast(({ name }) => name === 'from');
  const value = field?.text.slice(field.text.indexOf(':') + 1) ?? '';
  return /<([^<>]*@[^<>]*)>/.exec(value)?.[1]?.trim() ?? /[^\s,;()<>"]+@[^\s,;()<>"]+/.exec(value)?.[0] ?? '';
}

function objectionTo(tags: TagList, identity: string): string | undefined {
  const algorithm = (tags.get('a') ?? '').toLowerCase();
  if (algorithm !== '' && algorithm !== 'rsa-sha1') return `unsupported algorithm ${algorithm}`;
  const canonicalization = (tags.get('c') ?? '').toLowerCase();
  if (!['', 'simple', 'nofws'].includes(canonicalization))
    return `unsupported canonicalization ${canonicalization}`;
  const method = tags.get('q')?.toLowerCase() ?? 'dns';
  if (method !== 'dns') return `unsupported query protocol, q=${method}`;
  const domain = domainOf(tags);
  if (domain === '') return 'missing d tag';
  if ((tags.get('s') ?? '') === '') return 'missing s tag';
  return `.${hostOf(identity)}`.endsWith(`.${domain}`) ? undefined : 'bad identity';
}

/** The field's tags; undefined: it is none, or not readable. */
export function domainKeysTags({ name, text }: RawField): TagList | undefined {
  return name === 'domainkey-signature' ? readTagList(text.slice(text.indexOf(':') + 1)) : undefined;
}
