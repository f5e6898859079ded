/**
 * The report and template settings of a rule set (spec 7.4, 1.9), worked out line by line as SpamAssassin reads them.
 * Texts are byte strings.
 *
 * Before the first line only X-Spam-Checker-Version is added, and there is no report text: what SpamAssassin has by
 * default stands in its 10_default_prefs.cf, what mailsift has in lib/rules/templates.cf.
 */
import { perSet } from '../per-set.ts';
import { splitWord } from '../words.ts';
import type { SettingLine, SettingLines } from '../settings.ts';

export interface AddedHeader {
  /** Behind `X-Spam-`. */
  readonly name: string;
  readonly template: string;
}

export type RewritableHeader = 'From' | 'Subject' | 'To';

export interface ReportSettings {
  /** undefined: no file sets it. */
  readonly requiredScore: number | undefined;
  /** 0: mark the header only; 1, 2: wrap spam into a new message, as message/rfc822 or as text/plain. */
  readonly reportSafe: 0 | 1 | 2;
  readonly copiedHeaders: readonly string[];
  readonly hamHeaders: readonly AddedHeader[];
  readonly spamHeaders: readonly AddedHeader[];
  readonly rewrites: ReadonlyMap<RewritableHeader, string>;
  /** By rule: what goes in front of the Subject when it hits. */
  readonly subjectPrefixes: ReadonlyMap<string, string>;
  readonly foldsHeaders: boolean;
  /** '': no file has a `report` line. */
  readonly reportTemplate: string;
  readonly unsafeReportTemplate: string;
  readonly contact: string;
  /** '': the name of the machine. */
  readonly hostname: string;
  readonly charset: string;
  readonly wrapColumns: number;
  /** What version_tag lines put behind the version. */
  readonly versionTags: readonly string[];
}

const CHECKER_VERSION: AddedHeader = {
  name: 'Checker-Version',
  template: 'SpamAssassin _VERSION_ (_SUBVERSION_) on _HOSTNAME_',
};

export const reportSettings = perSet(({ settings }): ReportSettings => {
  const safe = settings.values('report_safe').findLast(value => /^[012]$/.test(value));
  return {
    requiredScore: requiredScore(settings),
    reportSafe: safe === '0' ? 0 : safe === '2' ? 2 : 1,
    copiedHeaders: settings.words('report_safe_copy_headers'),
    ...addedHeaders(settings),
    rewrites: rewrites(settings),
    subjectPrefixes: new Map(settings.values('subjprefix').map(splitWord)),
    foldsHeaders: settings.flag('fold_headers', true),
    reportTemplate: template(settings, 'report'),
    unsafeReportTemplate: template(settings, 'unsafe_report'),
    contact: settings.last('report_contact') ?? 'the administrator of that system',
    versionTags: versionTags(settings),
    hostname: settings.last('report_hostname') ?? '',
    charset: settings.last('report_charset') ?? 'UTF-8',
    wrapColumns: settings.number('report_wrap_width', 75),
  };
});

function requiredScore(settings: SettingLines): number | undefined {
  const value = settings.values('required_score').findLast(one => /^[-+]?\d+(?:\.\d*)?$/.test(one));
  return value === undefined ? undefined : Number(value);
}

function addedHeaders(settings: SettingLines): Pick<ReportSettings, 'hamHeaders' | 'spamHeaders'> {
  let ham: readonly AddedHeader[] = [CHECKER_VERSION];
  let spam: readonly AddedHeader[] = [CHECKER_VERSION];
  for (const line of settings.all('add_header', 'remove_header', 'clear_headers', 'report_safe')) {
    switch (line.key) {
      case 'add_header': {
        const added = parseAddedHeader(line);
        if (added === undefined) break;
        if (added.kind !== 'spam') ham = [...without(ham, added.header.name), added.header];
        if (added.kind !== 'ham') spam = [...without(spam, added.header.name), added.header];
        break;
      }
      case 'remove_header': {
        const [, kind = '', name = ''] = /^(ham|spam|all)[ \t]+([\w-]+)$/.exec(line.value) ?? [];
        if (name === '' || name === 'Checker-Version') break;
        if (kind !== 'spam') ham = without(ham, name);
        if (kind !== 'ham') spam = without(spam, name);
        break;
      }
      case 'clear_headers':
        ham = ham.filter(isCheckerVersion).slice(0, 1);
        spam = ham;
        break;
      case 'report_safe':
        if (line.value === '0' && !spam.some(({ name }) => name.toLowerCase() === 'report')) {
          spam = [...spam, { name: 'Report', template: '_REPORT_' }];
        }
    }
  }
  return { hamHeaders: ham, spamHeaders: spam };
}

function parseAddedHeader({ value }: SettingLine): { kind: string; header: AddedHeader } | undefined {
  const [, kind = '', name = '', text = ''] = /^(ham|spam|all)[ \t]+([\w-]+)[ \t]+(.*)$/s.exec(value) ?? [];
  if (name === '') return undefined;
  const unquoted = /^"(.*)"$/.exec(text)?.[1] ?? text;
  // A backslash that stands in front of nothing we know goes, together with what follows it.
  const template = unquoted.replace(/\\(.?)/g, (_, char: string) =>
    char === '\\' || char === '' ? '\\' : char === 't' ? '\t' : char === 'n' ? '\n' : '',
  );
  return { kind, header: { name, template } };
}

function without(headers: readonly AddedHeader[], name: string): AddedHeader[] {
  return headers.filter(one => one.name.toLowerCase() !== name.toLowerCase());
}

function isCheckerVersion({ name }: AddedHeader): boolean {
  return name.toLowerCase() === 'checker-version';
}

function rewrites(settings: SettingLines): Map<RewritableHeader, string> {
  const made = new Map<RewritableHeader, string>();
  for (const line of settings.values('rewrite_header')) {
    const [word, text] = splitWord(line);
    const header = rewritable(word);
    if (header === undefined) continue;
    if (text === '') made.delete(header);
    // A comment in an address field must not hold parentheses of its own.
    else made.set(header, header === 'Subject' ? text : text.replaceAll('(', '[').replaceAll(')', ']'));
  }
  return made;
}

function rewritable(word: string): RewritableHeader | undefined {
  return (['From', 'Subject', 'To'] as const).find(name => name.toLowerCase() === word.toLowerCase());
}

/** Each line adds to the text; clear_KEY_template begins anew. */
function template(settings: SettingLines, key: 'report' | 'unsafe_report'): string {
  const clear = `clear_${key}_template`;
  const lines = settings.all(key, clear);
  const cleared = lines.findLastIndex(line => line.key === clear);
  return lines
    .slice(cleared + 1)
    .map(({ value }) => `${/^"(.*?)"$/.exec(value)?.[1] ?? value}\n`)
    .join('');
}

/** In small letters, each once; what is no letter, digit or dot is `_`. */
function versionTags(settings: SettingLines): readonly string[] {
  const tags = settings
    .values('version_tag')
    .map(tag => tag.replace(/[A-Z]/g, letter => letter.toLowerCase()).replace(/[^a-z0-9.]/g, '_'));
  return [...new Set(tags)].filter(tag => tag !== '0');
}
