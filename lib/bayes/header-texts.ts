/** The header of a message as Bayes reads it: one text for each name, values of one name joined (spec 5.2). */
import { chewedHeader } from './chew-header.ts';
import { groupOf, isIgnoredHeader, shortHeaderName } from './header-names.ts';

/** Short name to text. `header`, `metadata`: lines as the views give them; `ignored`: names in lower case. */
export function headerTexts(
  header: readonly string[],
  metadata: readonly string[],
  ignored: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const add = (name: string, value: string): void => {
    const earlier = texts.get(name);
    texts.set(name, earlier === undefined ? value : `${earlier} ${value}`);
  };
  const learnt = header.filter(line => !isIgnoredHeader(split(line).name));
  for (const line of [...learnt, ...metadata, ...oldestReceived(header)]) {
    const { name, value } = split(line);
    const lower = name.toLowerCase();
    if (ignored.has(lower)) continue;
    const chewed = chewedHeader(name, lower, value);
    const group = groupOf(lower);
    if (group !== undefined) add(group, chewed);
    add(shortHeaderName(name), chewed);
  }
  return texts;
}

/** The oldest first: what the sender's own machines have written, their names and habits. */
function oldestReceived(header: readonly string[]): readonly string[] {
  return header
    .filter(line => /^received:/i.test(line))
    .slice(-2)
    .reverse();
}

function split(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { name: line, value: '' };
  return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/\n$/, '') };
}
