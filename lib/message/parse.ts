/**
 * Bytes to Message (message.ts): the header with offsets, the parts as mailparser's splitter sees them, and the list of
 * what is wrong. Never throws for what a message contains; only a source that cannot be read throws.
 *
 * Embedded messages (message/rfc822, message/global) are decoded and opened in turn, base64 or not, since a virus
 * scanner may not do that. All limits count over the whole tree. What is not encoded is read in place, so that a large
 * message in a message takes no memory of its own.
 */
import { memorySource } from '../io/memory-source.ts';
import type { ByteSource } from '../io/source.ts';
import { subSource } from '../io/sub-source.ts';
import { ambiguity } from './ambiguity.ts';
import { libmime } from './libmime.ts';
import type { Defect, Message, Part } from './message.ts';
import { decodeValue, parseHeader } from './parse-header.ts';
import { split, type SplitLimits, type SplitNode } from './split.ts';
import { isEncoded, transferDecode } from './transfer-decode.ts';

export interface ParseLimits extends SplitLimits {
  /** An embedded message larger than this is not opened; nor, taken together, more decoded ones than this. */
  readonly partBytes: number;
}

const EMBEDDED = new Set(['message/rfc822', 'message/global']);

export async function parseMessage(source: ByteSource, limits: ParseLimits): Promise<Message> {
  const { header, defects: headerDefects } = parseHeader(source, limits);
  const found: Found = { parts: [], defects: [...headerDefects], decodedBytes: 0 };
  await collect(source, '', 0, limits, found);
  return { source, header, parts: found.parts, defects: found.defects };
}

/** What the walk through the tree gathers. */
interface Found {
  readonly parts: Part[];
  readonly defects: Defect[];
  /** Held in memory for embedded messages that came encoded. */
  decodedBytes: number;
}

async function collect(
  source: ByteSource,
  path: string,
  depth: number,
  limits: ParseLimits,
  found: Found,
): Promise<void> {
  const left = { ...limits, parts: limits.parts - found.parts.length, depth: limits.depth - depth };
  if (left.parts <= 0) {
    found.defects.push({ kind: 'too-many-parts', text: `more than ${limits.parts} parts` });
    return;
  }
  const { nodes, defects } = await split(source, left);
  found.defects.push(...(path === '' ? defects : defects.map(withoutOffset)));
  for (const entry of nodes) {
    found.defects.push(...structureDefects(entry));
    const part = makePart(source, entry, path, depth);
    found.parts.push(part);
    if (EMBEDDED.has(part.contentType)) await open(part, encodedBody(source, entry), limits, found);
  }
}

async function open(part: Part, body: ByteSource, limits: ParseLimits, found: Found): Promise<void> {
  if (part.depth >= limits.depth) {
    found.defects.push({ kind: 'too-deep', text: `parts nested deeper than ${limits.depth}` });
    return;
  }
  const encoded = isEncoded(part.encoding);
  const leftBytes = encoded ? limits.partBytes - found.decodedBytes : limits.partBytes;
  const inner = encoded ? memorySource(part.content(leftBytes + 1)) : body;
  if (inner.sizeBytes > leftBytes) {
    found.defects.push({
      kind: 'parser-gave-up',
      text: `embedded messages larger than ${limits.partBytes} bytes`,
    });
    return;
  }
  if (encoded) found.decodedBytes += inner.sizeBytes;
  await collect(inner, part.path, part.depth, limits, found);
}

function withoutOffset({ kind, text }: Defect): Defect {
  return { kind, text };
}

function structureDefects({ node, children, bodyStart }: SplitNode): Defect[] {
  const defects: Defect[] = [];
  const ambiguous = ambiguity(node);
  if (ambiguous !== undefined) defects.push(ambiguous);
  if (node.multipart === false) return defects;
  if (node._boundary === false) {
    defects.push({ kind: 'missing-boundary', text: 'multipart without a boundary', offset: bodyStart });
  } else if (children === 0) {
    defects.push({ kind: 'no-parts', text: 'multipart whose boundary never occurs', offset: bodyStart });
  }
  return defects;
}

function makePart(source: ByteSource, entry: SplitNode, parentPath: string, baseDepth: number): Part {
  const { node } = entry;
  const contentType = node.contentType === false ? 'text/plain' : node.contentType;
  const container = node.multipart !== false && entry.children > 0;
  const encoding = node.encoding === false ? '' : node.encoding;
  const body = encodedBody(source, entry);
  return {
    path: [parentPath, entry.path === '' ? '0' : entry.path].filter(step => step !== '').join('.'),
    depth: baseDepth + entry.depth + (parentPath === '' ? 0 : 1),
    contentType,
    names: namesOf(node),
    charset: node.charset === false ? undefined : node.charset,
    encoding,
    container: container || EMBEDDED.has(contentType),
    content: limitBytes => {
      if (container) return Buffer.alloc(0);
      return isEncoded(encoding)
        ? transferDecode(encoding, body.chunks(), limitBytes)
        : body.read(0, limitBytes);
    },
  };
}

/** What stands behind the header of an entity; all the rest, where its parts could not be told apart. */
function encodedBody(source: ByteSource, { node, bodyStart, bodyEnd }: SplitNode): ByteSource {
  return subSource(source, bodyStart, node.multipart === false ? bodyEnd : source.sizeBytes);
}

/** Longest field, and longest file name in it, that is looked at. */
const MAX_FIELD_CHARS = 16_384;
const MAX_NAME_CHARS = 1024;

/** As mailparser decodes them, and as written in `name=` and `filename=`. */
function namesOf(node: SplitNode['node']): string[] {
  const { headers } = node;
  if (headers === false) return [];
  const params = ['Content-Disposition', 'Content-Type'].flatMap(field => {
    const { params: parsed } = libmime().parseHeaderValue(headers.getFirst(field).slice(0, MAX_FIELD_CHARS));
    return [parsed['filename'], parsed['name']];
  });
  const written = params.filter((name): name is string => name !== undefined && name !== '');
  const decoded = [
    node.filename === false ? '' : node.filename,
    ...written.map(name => decodeValue(`name:${name}`)),
  ];
  return [
    ...new Set(
      [...decoded, ...written].filter(name => name !== '').map(name => name.slice(0, MAX_NAME_CHARS)),
    ),
  ];
}
