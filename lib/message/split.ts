/**
 * The MIME structure of a message as mailparser's splitter (@zone-eu/mailsplit) reads it, with byte offsets.
 *
 * The splitter hands every byte back in order, which is how offsets are known. It stops at a limit, and then what it
 * found so far is returned with a defect. Embedded messages are left whole: lib/message/parse.ts opens them after
 * transfer decoding. Never throws.
 */
import { createRequire } from 'node:module';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type * as mailsplit from '@zone-eu/mailsplit';
import type { ByteSource } from '../io/source.ts';
import type { Defect } from './message.ts';

const require = createRequire(import.meta.url);

export type SplitterNode = Extract<mailsplit.SplitterChunk, { type: 'node' }>;

/** One MIME entity and where its encoded body stands; a multipart has none. */
export interface SplitNode {
  readonly node: SplitterNode;
  /** The node's place in the tree; the message itself is ''. */
  readonly path: string;
  readonly depth: number;
  readonly bodyStart: number;
  bodyEnd: number;
  children: number;
}

export interface SplitLimits {
  readonly parts: number;
  readonly depth: number;
  readonly headerBytes: number;
}

export async function split(
  source: ByteSource,
  limits: SplitLimits,
): Promise<{ readonly nodes: readonly SplitNode[]; readonly defects: readonly Defect[] }> {
  const { Splitter } = require('@zone-eu/mailsplit') as typeof mailsplit;
  const splitter = new Splitter({
    ignoreEmbedded: true,
    maxHeadSize: limits.headerBytes,
    maxChildNodes: limits.parts,
  });
  const found = new Map<SplitterNode, SplitNode>();
  const defects: Defect[] = [];
  let offset = 0;
  const take = (chunk: mailsplit.SplitterChunk): void => {
    if (defects.length > 0) return;
    if (chunk.type === 'node') {
      offset += chunk._headerlen;
      const entry = place(chunk, found, offset);
      if (entry.depth > limits.depth)
        defects.push({ kind: 'too-deep', text: `parts nested deeper than ${limits.depth}`, offset });
      else found.set(chunk, entry);
    } else {
      const start = offset;
      offset += chunk.value.length;
      const entry = found.get(chunk.node);
      if (entry !== undefined && chunk.type === 'body' && start >= entry.bodyStart) entry.bodyEnd = offset;
    }
  };
  try {
    splitter.on('data', take);
    const end = once(splitter, 'end');
    // An error is that of the piece, too.
    end.catch(() => undefined);
    for (const chunk of source.chunks()) {
      if (defects.length > 0) break;
      await written(splitter, chunk);
    }
    splitter.end();
    await end;
  } catch (thrown) {
    defects.push({ ...limitDefect(thrown, limits), offset });
  }
  return { nodes: [...found.values()], defects };
}

/** One piece after the other: pipeline() and reading as an iterator take longer than splitting a small message. */
function written(splitter: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    splitter.write(chunk, error => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function place(
  node: SplitterNode,
  found: ReadonlyMap<SplitterNode, SplitNode>,
  bodyStart: number,
): SplitNode {
  const parent = node.parentNode === false ? undefined : found.get(node.parentNode);
  if (parent === undefined) return { node, path: '', depth: 0, bodyStart, bodyEnd: bodyStart, children: 0 };
  parent.children += 1;
  const path = parent.path === '' ? String(parent.children) : `${parent.path}.${parent.children}`;
  return { node, path, depth: parent.depth + 1, bodyStart, bodyEnd: bodyStart, children: 0 };
}

function limitDefect(thrown: unknown, limits: SplitLimits): Defect {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/header size/i.test(message)) {
    return { kind: 'header-too-long', text: `header of a part longer than ${limits.headerBytes} bytes` };
  }
  if (/child nodes/i.test(message))
    return { kind: 'too-many-parts', text: `more than ${limits.parts} parts` };
  return { kind: 'parser-gave-up', text: `the MIME parser gave up: ${message}` };
}
