/** Counts over the undecoded lines of leaf parts: needless quoted-printable, forbidden bytes, entities in plain text. */
import type { MimeNode } from '../../../views/mime/mime-node.ts';

const MAX_QP_LINE_BYTES = 79;
/** Printable ASCII that needs no encoding, and the tab. */
const NEEDLESS_QP = /=(?:09|3[0-9ABCEF]|[2456][0-9A-F]|7[0-9A-E])/g;
const NEEDED_AT_END = /(?:=09|=20)+(?=[\t-\r ]*$)/;
const ENTITY = /&#x[0-9A-F]{4};/g;

export class LineFacts {
  #qpBytes = 0;
  #needlessQp = 0;
  #hasLongQpLine = false;
  #illegalAsciiLines = 0;
  #plainChars = 0;
  #entities = 0;

  read({ declaredType, contentType: { charset }, encoding, body }: MimeNode): void {
    const isPlain = declaredType === 'text/plain';
    const isAscii = isPlain && (charset === undefined || charset === 'us-ascii');
    const isUnencoded = isPlain && ['', '7bit', '8bit'].includes(encoding);
    const isQp = encoding === 'quoted-printable';
    if (!isAscii && !isUnencoded && !isQp) return;
    for (const line of linesOf(body)) {
      if (isQp && !line.startsWith('SPAM: ')) this.#readQp(line);
      if (isAscii && /[\x00\r\x80-\xff]/.test(line)) this.#illegalAsciiLines += 1;
      if (isUnencoded) this.#readEntities(line);
    }
  }

  counters(qpParts: number): ReadonlyMap<string, number> {
    return new Map([
      ['mime_qp_count', this.#qpBytes > 0 ? this.#needlessQp : qpParts],
      ['mime_qp_ratio', this.#qpBytes > 0 ? this.#needlessQp / this.#qpBytes : 0],
      ['mime_qp_long_line', this.#hasLongQpLine ? 1 : 0],
      ['mime_ascii_text_illegal', this.#illegalAsciiLines],
      ['mime_text_unicode_ratio', this.#plainChars > 0 ? this.#entities / this.#plainChars : 0],
    ]);
  }

  #readQp(line: string): void {
    if (line.length > MAX_QP_LINE_BYTES) this.#hasLongQpLine = true;
    this.#qpBytes += line.length;
    if (!line.includes('=')) return;
    const needless = line.match(NEEDLESS_QP)?.length ?? 0;
    if (needless > 0) this.#needlessQp += needless - (NEEDED_AT_END.exec(line)?.[0].length ?? 0) / 3;
  }

  #readEntities(line: string): void {
    const entities = line.includes('&#x') ? (line.match(ENTITY)?.length ?? 0) : 0;
    this.#entities += entities;
    this.#plainChars += line.length - entities * '&#x0000;'.length;
  }
}

/** With their line feeds. */
function linesOf(body: string): readonly string[] {
  return body.match(/[^\n]*\n|[^\n]+/g) ?? [];
}
