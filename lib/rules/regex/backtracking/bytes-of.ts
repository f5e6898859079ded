/** The bytes that one step of a regex reads, bit N for byte N. */
import type { RegexNode } from '../ast.ts';

type OneByteNode = RegexNode & { readonly kind: 'byte' | 'set' };

const known = new WeakMap<OneByteNode, bigint>();

export function bytesOf(node: OneByteNode): bigint {
  let bytes = known.get(node);
  if (bytes === undefined) {
    bytes = workOut(node);
    known.set(node, bytes);
  }
  return bytes;
}

function workOut(node: OneByteNode): bigint {
  const listed = new Uint8Array(256);
  if (node.kind === 'byte') listed[node.code] = 1;
  else listed.set(node.members.bytes);
  if (node.ignoreCase) {
    for (let code = 0; code < 256; code += 1) {
      const other = otherCase(code);
      if (listed[code] === 1) listed[other] = 1;
      else if (listed[other] === 1) listed[code] = 1;
    }
  }
  const negated = node.kind === 'set' && node.members.negated;
  let bits = '';
  for (let code = 255; code >= 0; code -= 1) bits += (listed[code] === 1) !== negated ? '1' : '0';
  return BigInt(`0b${bits}`);
}

/** Within Latin-1, as V8 folds bytes. */
function otherCase(code: number): number {
  const isLetter =
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0xc0 && code <= 0xfe && code !== 0xd7 && code !== 0xdf && code !== 0xf7);
  return isLetter ? code ^ 0x20 : code;
}
