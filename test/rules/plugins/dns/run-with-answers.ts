/** Runs rules on a message with a DNS that knows fixed answers, for tests. No packet leaves. */
import { Deadline } from '../../../../lib/deadline.ts';
import type {
  DnsAnswer,
  DnsRecord,
  RecordType,
  Resolver,
  ResponseCode,
} from '../../../../lib/net/resolver.ts';
import type { Outside } from '../../../../lib/rules/outside.ts';
import { parseRules } from '../../../../lib/rules/parse-rules.ts';
import type { RuleSetResult } from '../../../../lib/rules/result.ts';
import { runRulesOutside } from '../../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../../../lib/stopwatch.ts';
import { createViews } from '../../../../lib/views/views.ts';

/** `TYPE name` to data: `127.0.0.2`, several with `|` between, `[NXDOMAIN]` for a code, `[never]` for silence; else NXDOMAIN. */
export type Answers = Readonly<Record<string, string>>;

export interface Outcome {
  readonly result: RuleSetResult;
  /** Rules and subrules, sorted. */
  readonly hits: string;
  /** Questions, as `TYPE name`, in their order. */
  readonly asked: readonly string[];
  /** What is told beneath a rule. */
  readonly logs: (rule: string) => string;
}

export const PRELUDE = `
  util_rb_tld com net org example test us
  uridnsbl_skip_mailto 1
`;

export async function runWithAnswers(
  rules: string,
  message: string,
  answers: Answers,
  more: { readonly outside?: Omit<Outside, 'resolver'>; readonly limitMs?: number } = {},
): Promise<Outcome> {
  const set = parseRules([{ name: 't.cf', text: PRELUDE + rules.replaceAll(';;', '\n') }]);
  const faults = set.faults.filter(({ level }) => level === 'error');
  if (faults.length > 0) throw new Error(faults.map(({ text }) => text).join('; '));
  const { resolver, asked } = dnsOf(answers);
  const views = createViews(Buffer.from(message, 'latin1'), { settings: viewSettings(set) });
  const result = await runRulesOutside(set, views, {
    scoreSet: 1,
    deadline: new Deadline(more.limitMs ?? 10_000),
    outside: { ...more.outside, resolver },
    stopwatch: new Stopwatch(),
  });
  const names = [...result.hits.map(({ rule }) => rule), ...result.subrules].sort();
  return {
    result,
    hits: names.join(' '),
    asked,
    logs: rule => result.hits.find(hit => hit.rule === rule)?.logs.join(' | ') ?? '',
  };
}

function dnsOf(answers: Answers): { readonly resolver: Resolver; readonly asked: string[] } {
  const asked: string[] = [];
  const known = new Map(Object.entries(answers));
  const query = (name: string, type: RecordType): Promise<DnsAnswer | undefined> => {
    const question = `${type} ${name.toLowerCase()}`;
    if (!asked.includes(question)) asked.push(question);
    const given = known.get(question) ?? '[NXDOMAIN]';
    const code = /^\[(\w+)\]/.exec(given)?.[1];
    if (code === 'never') return new Promise(() => undefined);
    const data = given.replace(/^\[\w+\]/, '');
    const records = data === '' ? [] : data.split('|').map(text => recordOf(name, type, text));
    return Promise.resolve({ code: (code ?? 'NOERROR') as ResponseCode, records });
  };
  return { resolver: { query }, asked };
}

/** `CNAME:x` is a record of another type. A TXT record of several strings has `"` between them. */
function recordOf(name: string, asked: RecordType, text: string): DnsRecord {
  const [, type = asked, data = ''] = /^(?:(A|CNAME|MX|TXT):)?(.*)$/s.exec(text) ?? [];
  const strings = data.split('"');
  return {
    name,
    type: type as RecordType,
    ttlS: 60,
    data: strings.join(''),
    ...(strings.length > 1 ? { strings } : {}),
  };
}
