/**
 * A YAML file (1.2, core schema) as plain data, with the line of each value. Duplicate keys, several documents and tabs as
 * indentation are faults. Aliases are expanded up to a bound, so that a small file cannot become gigabytes of data.
 */
import type * as Yaml from 'yaml';
import { describeError } from '../errors.ts';
import type { Fault } from './fault.ts';
import type { Segments } from './name.ts';

export interface YamlFile {
  /** undefined when the file is empty or has faults. */
  readonly data: unknown;
  readonly faults: readonly Fault[];
  /** Line of the key at this place, else of the nearest thing around it. */
  lineOf(place: Segments): number;
}

const MAX_ALIASES = 100;
const MAX_FILE_CHARS = 4 * 1024 * 1024;

/** For what the library says to programmers. */
const IN_OUR_WORDS = new Map([
  ['DUPLICATE_KEY', 'the same key a second time'],
  ['MULTIPLE_DOCS', 'a second document begins here; only one is allowed'],
]);

export async function parseYaml(file: string, text: string): Promise<YamlFile> {
  if (text.length > MAX_FILE_CHARS)
    return failed([{ file, line: 0, message: `larger than ${MAX_FILE_CHARS} characters` }]);
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    file,
    line: lines.linePos(pos[0]).line,
    message: IN_OUR_WORDS.get(code) ?? message.replace(/\s+/g, ' '),
  }));
  if (faults.length > 0) return failed(faults);
  try {
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? undefined;
    return { data, faults: [], lineOf: place => lineOf(yaml, document, lines, place) };
  } catch (error) {
    return failed([{ file, line: 0, message: aliasFault(error) }]);
  }
}

/** The only trouble that is left once a document is parsed. */
function aliasFault(error: unknown): string {
  const text = describeError(error);
  return text.startsWith('Excessive') ? `aliases stand for more than ${MAX_ALIASES} values` : text;
}

function failed(faults: readonly Fault[]): YamlFile {
  return { data: undefined, faults, lineOf: () => 0 };
}

function lineOf(
  yaml: typeof Yaml,
  document: Yaml.Document,
  lines: Yaml.LineCounter,
  place: Segments,
): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const segment of place) {
    if (yaml.isAlias(node)) node = node.resolve(document);
    if (yaml.isMap(node)) {
      const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === String(segment));
      if (pair === undefined) break;
      offset = (pair.key as Yaml.Scalar).range?.[0] ?? offset;
      node = pair.value;
    } else if (yaml.isSeq(node)) {
      const item = node.items[Number(segment)];
      if (!yaml.isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return lines.linePos(offset).line;
}
