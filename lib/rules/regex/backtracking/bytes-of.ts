/** The bytes that one step of a regex reads, as a list of 256 flags and as a number with bit N for byte N. */
import type { RegexNode } from '../ast.ts';

export type OneByteNode = RegexNode & { readonly kind: 'byte' | 'set' };

const knownFlags = new WeakMap<OneByteNode, Uint8Array>();
const knownBits = new WeakMap<OneByteNode, bigint>();

/** 1 for each byte that it reads. */
export function flagsOf(node: OneByteNode): Uint8Array {
  let flags = knownFlags.get(node);
  if (flags === undefined) {
    flags = workOut(node);
    knownFlags.set(node, flags);
  }
  return flags;
}

export function bitsOf(node: OneByteNode): bigint {
  let bits = knownBits.get(node);
  if (bits === undefined) {
    bits = node.kind === 'byte' ? bitsOfByte(node.code, node.ignoreCase) : packed(flagsOf(node));
    knownBits.set(node, bits);
  }
  return bits;
}

function bitsOfByte(code: number, ignoreCase: boolean): bigint {
  const bit = 1n << BigInt(code);
  return ignoreCase ? bit | (1n << BigInt(otherCase(code))) : bit;
}

function packed(flags: Uint8Array): bigint {
  const bytes = Buffer.alloc(32);
  for (let code = 0; code < 256; code += 1) {
    const at = 31 - (code >> 3);
    if (flags[code] === 1) bytes[at] = (bytes[at] ?? 0) | (1 << (code & 7));
  }
  return BigInt(`0x${bytes.toString('hex')}`);
}

function workOut(node: OneByteNode): Uint8Array {
  const listed = new Uint8Array(256);
  if (node.kind === 'byte') listed[node.code] = 1;
  else listed.set(node.members.bytes);
  if (node.ignoreCase)
    for (let code = 0; code < 256; code += 1) if (listed[otherCase(code)] === 1) listed[code] = 1;
  return node.kind === 'set' && node.members.negated ? listed.map(flag => 1 - flag) : listed;
}

/** Within Latin-1, as V8 folds bytes. */
function otherCase(code: number): number {
  const isLetter =
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0xc0 && code <= 0xfe && code !== 0xd7 && code !== 0xdf && code !== 0xf7);
  return isLetter ? code ^ 0x20 : code;
}
