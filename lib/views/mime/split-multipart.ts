/**
 * Cuts the body of a multipart at its delimiter lines (spec 2.3): `--boundary` or `--boundary--`, followed by blanks
 * only. The newline in front of a delimiter belongs to the delimiter. The preamble is dropped. A body without any
 * delimiter is one part. Linear time.
 */
export interface MultipartPieces {
  readonly parts: readonly string[];
  readonly epilogue: string;
  /** False: there was no delimiter, and the body is one part. */
  readonly isDelimited: boolean;
}

export function splitMultipart(body: string, boundary: string, maxParts: number): MultipartPieces {
  const mark = `--${boundary}`;
  const parts: string[] = [];
  let partStart = -1;
  let at = body.indexOf(mark);
  while (at >= 0 && parts.length < maxParts) {
    const lineEnd = body.indexOf('\n', at);
    const end = lineEnd < 0 ? body.length : lineEnd;
    const rest = body.slice(at + mark.length, end);
    const atLineStart = at === 0 || body.charAt(at - 1) === '\n';
    if (atLineStart && /^(?:--)?\s*$/.test(rest)) {
      if (partStart >= 0) parts.push(body.slice(partStart, Math.max(partStart, at - 1)));
      partStart = Math.min(end + 1, body.length);
      if (rest.startsWith('--')) return { parts, epilogue: body.slice(partStart), isDelimited: true };
    }
    at = body.indexOf(mark, end);
  }
  if (partStart < 0) return { parts: [implicitPart(body)], epilogue: '', isDelimited: false };
  if (parts.length < maxParts && partStart < body.length) parts.push(body.slice(partStart));
  return { parts, epilogue: '', isDelimited: true };
}

/** Without a delimiter the body is a part without a header, unless it starts with a blank line of its own. */
function implicitPart(body: string): string {
  return body.startsWith('\n') ? body : `\n${body}`;
}
