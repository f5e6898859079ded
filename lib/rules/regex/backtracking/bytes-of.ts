/** The bytes that one step of a regex reads, as a list of 256 flags and as a number with bit N for byte N. */
import { otherCase } from '../byte-sets.ts';
import { bytesOf } from '../node-bytes.ts';
import type { SingleByteNode } from '../node-bytes.ts';

const knownFlags = new WeakMap<SingleByteNode, Uint8Array>();
const knownBits = new WeakMap<SingleByteNode, bigint>();

/** 1 for each byte that it reads. */
export function flagsOf(node: SingleByteNode): Uint8Array {
  let flags = knownFlags.get(node);
  if (flags === undefined) {
    flags = bytesOf(node);
    knownFlags.set(node, flags);
  }
  return flags;
}

export function bitsOf(node: SingleByteNode): bigint {
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
