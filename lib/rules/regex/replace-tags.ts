/**
 * The plugin ReplaceTags (spec 1.9): `<A>` in a regex becomes what replace_tag says of A. `<pre X>`, `<post X>` and
 * `<inter X>` choose what is put in front of each tag, behind it, and between neighbours. What a tag brings in is looked
 * through again, at most six times in all. Plain text in, plain text out: nothing here knows regexes.
 */
export interface ReplaceTables {
  readonly tags: ReadonlyMap<string, string>;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly between: ReadonlyMap<string, string>;
  /** `<` and `>` unless replace_start and replace_end say otherwise. */
  readonly start: string;
  readonly end: string;
}

const MAX_PASSES = 6;
const MAX_CHARS = 4 * 1024 * 1024;
/** Tags are told apart by these whatever replace_start says, as in SpamAssassin. */
const PIECES = /(<[^<>]+>)/;

/** Flags stand in front, so that a tag at the very beginning counts as one at the beginning only without flags. */
export function replaceTags(source: string, flags: string, tables: ReplaceTables): string {
  const prefix = flags === '' ? '' : `(?${flags})`;
  let text = prefix + source;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const { text: next, again } = replaceOnce(text, tables);
    text = next;
    if (!again || text.length > MAX_CHARS) break;
  }
  return text.slice(prefix.length);
}

function replaceOnce(text: string, tables: ReplaceTables): { text: string; again: boolean } {
  const { start, end, tags } = tables;
  let rest = text;
  const chosen = (word: string, table: ReadonlyMap<string, string>): string => {
    const marker = new RegExp(`${literal(start)}${word} (.+?)${literal(end)}`).exec(rest);
    if (marker === null) return '';
    rest = rest.slice(0, marker.index) + rest.slice(marker.index + marker[0].length);
    return table.get(marker[1] ?? '') ?? '';
  };
  const before = chosen('pre', tables.before);
  const after = chosen('post', tables.after);
  const between = chosen('inter', tables.between);
  const tag = new RegExp(`${literal(start)}(.+?)${literal(end)}`);
  let again = false;
  const pieces = withoutEmptyEnd(rest.split(PIECES)).map(piece => {
    if (piece === '') return between;
    const name = tag.exec(piece)?.[1];
    if (name === undefined) return piece;
    const whole = start + name + end;
    const value = tags.get(name) ?? '';
    const surrounded = piece.replace(whole, () => before + whole).replaceAll(whole, () => whole + after);
    if (value === '') return surrounded;
    if (/<[^>]+>/.test(value)) again = true;
    return surrounded.replaceAll(whole, () => value);
  });
  return { text: pieces.join(''), again };
}

/** Perl's split drops empty pieces at the end. */
function withoutEmptyEnd(pieces: readonly string[]): readonly string[] {
  const last = pieces.findLastIndex(piece => piece !== '');
  return pieces.slice(0, last + 1);
}

function literal(text: string): string {
  return text.replace(/[^A-Za-z0-9 <>]/g, char => `\\${char}`);
}
