/**
 * Small PDFs (ISO 32000-1: header, objects, cross-reference table, trailer) of which a test says what stands in them. Byte strings in,
 * a byte string out.
 */
export interface PdfImage {
  readonly width: number;
  readonly height: number;
  /** Where the size stands: in the matrix that places it, or side by side in its dictionary. Default matrix. */
  readonly size?: 'matrix' | 'dictionary';
}

export interface PdfContent {
  /** Default 1.4. */
  readonly version?: string;
  /** Entries of the information dictionary with the value as it is to be written: `['Title', '(text)']`. */
  readonly info?: readonly (readonly [key: string, value: string])[];
  readonly images?: readonly PdfImage[];
  /** Lines of objects of their own, such as annotations. */
  readonly objects?: readonly string[];
  readonly isEncrypted?: boolean;
  /** Default newline. */
  readonly lineEnd?: string;
}

export function pdf(content: PdfContent = {}): string {
  const {
    version = '1.4',
    info = [],
    images = [],
    objects = [],
    isEncrypted = false,
    lineEnd = '\n',
  } = content;
  const bodies = [
    '<<\n/Type /Catalog\n/Pages 2 0 R\n>>',
    '<<\n/Type /Pages\n/Kids [3 0 R]\n/Count 1\n/MediaBox [0 0 612 792]\n>>',
    `<<\n/Type /Page\n/Parent 2 0 R\n/Contents 4 0 R\n>>`,
    '<<\n/Length 25\n>>\nstream\nBT (hello) Tj ET\nendstream',
    `<<\n${info.map(([key, value]) => `/${key}${value}`).join('\n')}\n>>`,
    ...images.flatMap(imageObjects),
    ...objects,
  ];
  let text = `%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`;
  const offsets: number[] = [];
  for (const [index, body] of bodies.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const start = text.length;
  const table = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${table}trailer\n<<\n/Size ${bodies.length + 1}\n/Root 1 0 R\n/Info 5 0 R\n`;
  if (isEncrypted) text += '/Encrypt 9 0 R\n';
  return `${text}>>\nstartxref\n${start}\n%%EOF\n`.replaceAll('\n', lineEnd);
}

function imageObjects({ width, height, size = 'matrix' }: PdfImage): readonly string[] {
  const data = 'stream\n\x00\x10\x83\nendstream';
  return size === 'matrix'
    ? [
        `<<\n/Type /XObject\n/Subtype /Image\n/Length 3\n>>\n${data}`,
        `<<\n/Length 40\n>>\nstream\nq\n${width} 0 0 ${height} 0 0 cm\n/Im1 Do\nQ\nendstream`,
      ]
    : [`<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/Length 3>>\n${data}`];
}
