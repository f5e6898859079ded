/**
 * The line grammar of .cf files (spec 1.3): one directive a line; `#` starts a comment unless escaped; `lang XX` counts
 * for that language only; the key is lower-cased and its hyphens are underscores. The comment `# UPDATE version N`, which
 * sa-update leaves, gives the version of the file.
 */
import { splitWord, trimBlanks } from '../words.ts';

export interface Directive {
  readonly key: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

export function* readDirectives(text: string, language: string): Generator<Directive> {
  const lines = text.split('\n');
  for (const [index, rawLine] of lines.entries()) {
    const directive = readLine(rawLine, language);
    if (directive !== undefined) yield { ...directive, value: ownCopy(directive.value), line: index + 1 };
  }
}

/** To V8 a part of a text is a reference to all of it, which would keep every file in memory. */
function ownCopy(value: string): string {
  return Buffer.from(value, 'latin1').toString('latin1');
}

/** The last of them counts. */
export function updateVersion(text: string): string | undefined {
  return [...text.matchAll(/^# UPDATE version (\d+)$/gm)].at(-1)?.[1];
}

function readLine(rawLine: string, language: string): { key: string; value: string } | undefined {
  let line = trimBlanks(stripComment(rawLine));
  const lang = /^lang[ \t\v\f\r]+([^ \t\v\f\r]+)[ \t\v\f\r]+(.*)$/s.exec(line);
  if (lang !== null) {
    if (!language.toLowerCase().startsWith((lang[1] ?? '').toLowerCase())) return undefined;
    line = lang[2] ?? '';
  }
  if (line === '' || line === '0') return undefined;
  const [key, value] = splitWord(line);
  return { key: key.toLowerCase().replaceAll('-', '_'), value };
}

function stripComment(line: string): string {
  if (!line.includes('#')) return line;
  const comment = /(?<!\\)#/.exec(line);
  return (comment === null ? line : line.slice(0, comment.index)).replaceAll('\\#', '#');
}
