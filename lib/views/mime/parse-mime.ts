/**
 * SpamAssassin's reading of MIME (spec 2.3) as a tree of nodes. It is more lenient than RFC 2046: a multipart whose
 * delimiter is missing is one part, a part without a header is text/plain, message/rfc822 is opened.
 * Limits: 20 levels, 1000 parts; what lies beyond stays unsplit. Linear in the size of the body times the levels.
 */
import { decodeHeader } from '../header/decode-header.ts';
import { FieldReader, splitMessage } from '../header/split-message.ts';
import type { ParseFlag, RawField, SplitMessage } from '../header/split-message.ts';
import { dispositionName, parseContentType } from './content-type.ts';
import type { MimeNode } from './mime-node.ts';
import { splitMultipart } from './split-multipart.ts';
import { transferDecode } from './transfer-decode.ts';

const MAX_DEPTH = 20;
const MAX_PARTS = 1000;
const MAX_LINE_BYTES = 2048;

interface Budget {
  parts: number;
  readonly flags: Set<ParseFlag>;
}

export interface MimeTree {
  readonly root: MimeNode;
  readonly flags: ReadonlySet<ParseFlag>;
}

export function parseMime(message: SplitMessage): MimeTree {
  const budget: Budget = { parts: 0, flags: new Set(message.flags) };
  const root = parseNode(message.fields, message.body, MAX_DEPTH, 'text/plain', undefined, budget);
  return { root, flags: budget.flags };
}

/** Leaves in document order. */
export function leavesOf(root: MimeNode): readonly MimeNode[] {
  return nodesOf(root).filter(node => node.children.length === 0);
}

/** All nodes, depth first, containers before their contents. */
export function nodesOf(root: MimeNode): readonly MimeNode[] {
  const nodes: MimeNode[] = [];
  const visit = (node: MimeNode): void => {
    nodes.push(node);
    node.children.forEach(visit);
  };
  visit(root);
  return nodes;
}

function parseNode(
  fields: readonly RawField[],
  body: string,
  depth: number,
  defaultType: string,
  outerBoundary: string | undefined,
  budget: Budget,
): MimeNode {
  const contentType = parseContentType(lastValue(fields, 'content-type') ?? defaultType);
  const disposition = lastValue(fields, 'content-disposition');
  const encoding = (lastValue(fields, 'content-transfer-encoding') ?? '').toLowerCase();
  const isMultipart = contentType.type.startsWith('multipart/');
  const { boundary } = contentType;
  let children: readonly MimeNode[] = [];
  if (isMultipart && boundary !== undefined && boundary !== outerBoundary && depth > 0) {
    children = parseChildren(body, boundary, contentType.type, depth, budget);
  } else if ((contentType.type === 'message/rfc822' || contentType.type === 'message/global') && depth > 0) {
    children = parseEnclosed(transferDecode(body, encoding, true), depth, budget);
  }
  const unsplit = isMultipart && children.length === 0;
  // SpamAssassin puts an empty line in front of what should have been parts.
  const text = isMultipart && boundary === undefined && /^[^\n]*[^\s]/.test(body) ? `\n${body}` : body;
  return {
    fields,
    contentType: unsplit ? { ...contentType, type: 'text/plain' } : contentType,
    encoding,
    fileName: (disposition === undefined ? undefined : dispositionName(disposition)) ?? contentType.name,
    body: text,
    children,
    decoded: once(() =>
      transferDecode(text, encoding, /^(?:text|message)\//.test(contentType.type) || unsplit),
    ),
  };
}

function parseChildren(
  body: string,
  boundary: string,
  type: string,
  depth: number,
  budget: Budget,
): MimeNode[] {
  const { parts, epilogue, isDelimited } = splitMultipart(
    breakLongLines(body),
    boundary,
    MAX_PARTS - budget.parts + 1,
  );
  if (/[^\s.]/.test(epilogue)) budget.flags.add('mime_epilogue_exists');
  const defaultType = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const children: MimeNode[] = [];
  for (const part of parts) {
    if (budget.parts >= MAX_PARTS) {
      budget.flags.add('mimepart_limit_exceeded');
      break;
    }
    budget.parts += 1;
    if (isDelimited && part !== '' && !/^[!-9;-~]+:/.test(part.slice(0, MAX_LINE_BYTES)))
      budget.flags.add('missing_mime_headers');
    const { fields, body: partBody } = splitPart(part, budget.flags);
    children.push(parseNode(fields, partBody, depth - 1, defaultType, boundary, budget));
  }
  return children;
}

function parseEnclosed(text: string, depth: number, budget: Budget): MimeNode[] {
  if (budget.parts >= MAX_PARTS) return [];
  budget.parts += 1;
  const inner = splitMessage(Buffer.from(text, 'latin1'));
  return [parseNode(inner.fields, inner.body, depth - 1, 'text/plain', undefined, budget)];
}

/** Splits one part into its header and its body; a first line that is no field starts the body. */
function splitPart(part: string, flags: Set<ParseFlag>): { fields: readonly RawField[]; body: string } {
  const reader = new FieldReader(part, flags);
  let at = 0;
  while (at < part.length) {
    const newline = part.indexOf('\n', at);
    const next = newline < 0 ? part.length : newline + 1;
    const first = part.charAt(at);
    if (newline === at) return { fields: reader.finish(), body: part.slice(next) };
    if (at > 0 && (first === ' ' || first === '\t')) {
      reader.extend(next);
    } else if (/^[!-9;-~]+[ \t]*:/.test(part.slice(at, at + MAX_LINE_BYTES))) {
      reader.start(at, next);
    } else {
      flags.add('missing_mime_head_body_separator');
      return { fields: reader.finish(), body: part.slice(at) };
    }
    at = next;
  }
  return { fields: reader.finish(), body: '' };
}

function breakLongLines(body: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < body.length) {
    const newline = body.indexOf('\n', at);
    const end = newline < 0 ? body.length : newline;
    for (; end - at > MAX_LINE_BYTES; at += MAX_LINE_BYTES)
      pieces.push(body.slice(at, at + MAX_LINE_BYTES), '\n');
    // Runs of short lines stay in one piece.
    let next = end + 1;
    while (next < body.length) {
      const following = body.indexOf('\n', next);
      if ((following < 0 ? body.length : following) - next > MAX_LINE_BYTES) break;
      next = following < 0 ? body.length : following + 1;
    }
    pieces.push(body.slice(at, next));
    at = next;
  }
  return pieces.length === 1 ? body : pieces.join('');
}

function lastValue(fields: readonly RawField[], lowerName: string): string | undefined {
  const field = fields.findLast(one => one.name.toLowerCase() === lowerName);
  return field === undefined ? undefined : decodeHeader(field.name, field.raw);
}

function once(make: () => string): () => string {
  let value: string | undefined;
  return () => (value ??= make());
}
