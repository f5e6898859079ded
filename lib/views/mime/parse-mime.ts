/**
 * SpamAssassin's reading of MIME (Message.pm; spec 2.3) as a tree of nodes. It is more lenient than RFC 2046: a multipart
 * without a boundary takes that of the multipart around it, or else is text; one without delimiters is one part; a part
 * without a header is text/plain, or in a digest a message; message/rfc822 and message/global are opened.
 * Limits: 20 levels, 1000 parts in a multipart, 10,000 parts in all; what lies beyond stays unsplit. Linear in the size of
 * the body times the levels.
 */
import { decodeHeader } from '../header/decode-header.ts';
import { splitMessage } from '../header/split-message.ts';
import type { ParseFlag, RawField, SplitMessage } from '../header/split-message.ts';
import { dispositionName, parseContentType } from './content-type.ts';
import type { MimeNode } from './mime-node.ts';
import { splitMultipart } from './split-multipart.ts';
import type { Part } from './split-multipart.ts';
import { transferDecode } from './transfer-decode.ts';

const MAX_DEPTH = 20;
const MAX_PARTS = 10_000;

interface Budget {
  parts: number;
  readonly flags: Set<ParseFlag>;
}

/** What a part takes from where it stands. */
interface Surroundings {
  readonly depth: number;
  readonly boundary: string | undefined;
  readonly defaultType: string;
}

export interface MimeTree {
  readonly root: MimeNode;
  readonly flags: ReadonlySet<ParseFlag>;
}

export function parseMime(message: SplitMessage): MimeTree {
  const budget: Budget = { parts: 0, flags: new Set(message.flags) };
  return { root: parseMessage(message, MAX_DEPTH, budget), flags: budget.flags };
}

/** Leaves in document order. */
export function leavesOf(root: MimeNode): readonly MimeNode[] {
  return nodesOf(root).filter(node => node.isLeaf);
}

/** All nodes, depth first, containers before their contents. A type of odd characters only is empty, and hides its part. */
export function nodesOf(root: MimeNode): readonly MimeNode[] {
  const nodes: MimeNode[] = [];
  const visit = (node: MimeNode): void => {
    if (node.contentType.type !== '') nodes.push(node);
    node.children.forEach(visit);
  };
  visit(root);
  return nodes;
}

function parseMessage({ fields, body }: Part, depth: number, budget: Budget): MimeNode {
  const { type, boundary } = parseContentType(lastValue(fields, 'content-type'));
  const startsWithText = /^[^\n]*[^\t-\r ]/.test(body) && body.slice(0, -1).includes('\n');
  const isCovered = boundary !== undefined && body.startsWith(`--${boundary}`);
  // SpamAssassin puts an empty line in front of a preamble, lest it be read as the header of a part.
  const text = type.startsWith('multipart/') && startsWithText && !isCovered ? `\n${body}` : body;
  return parseNode({ fields, body: text }, { depth, boundary: undefined, defaultType: 'text/plain' }, budget);
}

function parseNode({ fields, body }: Part, around: Surroundings, budget: Budget): MimeNode {
  const { depth } = around;
  const declared = parseContentType(lastValue(fields, 'content-type'));
  const boundary = boundaryFor(declared.boundary, around.boundary);
  const type = declared.isMissing ? around.defaultType : declared.type;
  const disposition = lastValue(fields, 'content-disposition');
  const encoding = (lastValue(fields, 'content-transfer-encoding') ?? '').toLowerCase();
  const isMultipart = type.startsWith('multipart/');
  const leafType = isMultipart && boundary === undefined ? 'text/plain' : type;
  const isSplit = isMultipart && boundary !== undefined && depth > 0;
  const decoded = once(() => transferDecode(body, encoding, /^(?:text|message)\//.test(leafType)));
  const children = isSplit
    ? parseParts(body, boundary, type, depth, budget)
    : isEnclosed(type) && depth > 0
      ? parseEnclosed(decoded(), depth, budget)
      : [];
  return {
    fields,
    contentType: { ...declared, type: leafType },
    declaredType: declared.type,
    encoding,
    fileName: (disposition === undefined ? undefined : dispositionName(disposition)) ?? declared.name,
    body,
    isLeaf: !isSplit && children.length === 0,
    children,
    decoded,
  };
}

/** Perl takes a boundary 0 for none. At the top there is none to take instead. */
function boundaryFor(own: string | undefined, outer: string | undefined): string | undefined {
  return own === undefined || (own === '0' && outer !== undefined) ? outer : own;
}

function isEnclosed(type: string): boolean {
  return type === 'message/rfc822' || type === 'message/global';
}

function parseParts(
  body: string,
  boundary: string,
  type: string,
  depth: number,
  budget: Budget,
): readonly MimeNode[] {
  const defaultType = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  return splitMultipart(body, boundary, budget.flags).flatMap(part =>
    takePart(budget) ? parseNode(part, { depth: depth - 1, boundary, defaultType }, budget) : [],
  );
}

function parseEnclosed(text: string, depth: number, budget: Budget): readonly MimeNode[] {
  if (text === '' || !takePart(budget)) return [];
  return [parseMessage(splitMessage(Buffer.from(text, 'latin1')), depth - 1, budget)];
}

function takePart(budget: Budget): boolean {
  budget.parts += 1;
  return budget.parts <= MAX_PARTS;
}

function lastValue(fields: readonly RawField[], lowerName: string): string | undefined {
  const field = fields.findLast(one => one.name.toLowerCase() === lowerName);
  return field === undefined ? undefined : decodeHeader(field.name, field.raw);
}

function once(make: () => string): () => string {
  let value: string | undefined;
  return () => (value ??= make());
}
