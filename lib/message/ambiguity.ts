/**
 * MIME that mail readers and scanners take apart differently, so that one sees what the other does not
 * (CVE-2024-28054: two boundary parameters): looked for in the header of every entity.
 */
import type { Defect } from './message.ts';
import type { SplitterNode } from './split.ts';

/** Longer Content-Type fields are ambiguous for their length alone: readers cut at different places. */
const MAX_FIELD_CHARS = 8192;

export function ambiguity(node: SplitterNode): Defect | undefined {
  const fields = contentTypes(node);
  if (fields.length > 1)
    return { kind: 'ambiguous-boundary', text: `Content-Type occurs ${fields.length} times` };
  const field = fields[0] ?? '';
  if (!/multipart\//i.test(field)) return undefined;
  if (field.length > MAX_FIELD_CHARS) {
    return { kind: 'ambiguous-boundary', text: `Content-Type longer than ${MAX_FIELD_CHARS} characters` };
  }
  const names = [...field.matchAll(/[;\s"]boundary(\*\d*\*?)?[ \t\r\n]*=/gi)].map(
    ([, section = '']) => section,
  );
  const plain = names.filter(section => section === '' || section === '*').length;
  const sections = new Set(names).size;
  if (plain > 1 || sections < names.length || (plain === 1 && names.length > 1)) {
    return { kind: 'ambiguous-boundary', text: 'more than one boundary in a Content-Type field' };
  }
  return undefined;
}

function contentTypes(node: SplitterNode): string[] {
  if (node.headers === false) return [];
  return node.headers.getList().flatMap(({ key, line }) => (key === 'content-type' ? [line] : []));
}
