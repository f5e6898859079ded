/**
 * What `razor-check -d -dl=6` of razor-agents 2.8x tells of its talk with the server. SpamAssassin's rules ask for the
 * confidence (cf, 0 to 100) that each engine has in each part of the message being spam; the exit status tells only whether one
 * of them was enough. The log has the queries and the answers as they went over the wire:
 *
 *   Nov 21 11:30:21.9 check[44]: [ 6] -a=c&e=4&ep4=7542-10&s=SIGNATURE      a query a line, the first behind a dash,
 *   a=c&e=8&s=SIGNATURE                                                       a dot at the end
 *   .
 *   Nov 21 11:30:22.0 check[44]: [ 6] response to sent.1                    an answer to each, in the same order
 *   -p=1&cf=77
 *   p=1&cf=20&ct=1                                                            ct: contested, it does not count
 *   .
 *
 * Answers may be put in columns (`-p=1&cf=?`, then a line with values between commas for each). Never throws.
 */

const ENTRY = /^(?:\w{3} [ \d]\d \d\d:\d\d:\d\d\.\d+ )?check\[\d+\]: \[[ \d]\d\] (.*)$/;
const RESPONSE = /^response to sent\.\d+$/;

/** The highest confidence of each engine in any part, contested ones left out. By the number of the engine. */
export function confidences(log: string): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const { query, answer } of talk(log)) {
    const engine = query.get('e') ?? '0';
    const confidence = Number(answer.get('cf') ?? 0);
    const isContested = (answer.get('ct') ?? '0') !== '0';
    if (!isContested && confidence > (highest.get(engine) ?? 0)) highest.set(engine, confidence);
  }
  return highest;
}

interface Pair {
  readonly query: ReadonlyMap<string, string>;
  readonly answer: ReadonlyMap<string, string>;
}

/** Where the numbers do not agree nothing can be said. */
function talk(log: string): readonly Pair[] {
  const pairs: Pair[] = [];
  let queries: readonly ReadonlyMap<string, string>[] = [];
  for (const [first = '', ...rest] of entries(log)) {
    if (/^-?a=/.test(first)) queries = readBatch([first, ...rest]);
    if (!RESPONSE.test(first)) continue;
    const answers = readBatch(rest);
    const isCheck = queries.length === answers.length && queries.every(query => query.get('a') === 'c');
    if (isCheck) pairs.push(...queries.map((query, at) => ({ query, answer: answers[at] ?? new Map() })));
    queries = [];
  }
  return pairs;
}

/** The lines of each log entry, without what the logger put in front. */
function entries(log: string): readonly (readonly string[])[] {
  const all: string[][] = [];
  for (const line of log.split(/\r?\n/)) {
    const text = ENTRY.exec(line)?.[1];
    if (text !== undefined) all.push([text]);
    else all.at(-1)?.push(line);
  }
  return all;
}

function readBatch(lines: readonly string[]): readonly ReadonlyMap<string, string>[] {
  const [first = '', ...rest] = lines.filter(line => line !== '' && line !== '.');
  const head = readFields(first.replace(/^-/, ''));
  const columns = [...head].filter(([, value]) => value === '?').map(([key]) => key);
  if (columns.length === 0) return [head, ...rest.map(readFields)];
  return rest.map(line => {
    const values = line.split(',');
    return new Map([...head, ...columns.map((key, at) => [key, values[at] ?? ''] as const)]);
  });
}

function readFields(line: string): ReadonlyMap<string, string> {
  return new Map(
    line.split('&').map(pair => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
