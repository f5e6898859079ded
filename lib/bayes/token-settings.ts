/** What a rule set says of tokens: bayes_token_sources, bayes_stopword_*, bayes_ignore_header, bayes_max_token_length. */
import { perSet } from '../rules/per-set.ts';
import { translateRegex, RegexError } from '../rules/regex/rule-regex.ts';
import type { SettingLines } from '../rules/settings.ts';
import type { WordSettings } from './tokenize-line.ts';
import { Vocabulary } from './vocabulary.ts';

const SOURCES = ['header', 'visible', 'invisible', 'uri', 'mimepart'] as const;
export type TokenSource = (typeof SOURCES)[number];

export interface TokenSettings {
  readonly sources: ReadonlySet<TokenSource>;
  /** Names in lower case. */
  readonly ignoredHeaders: ReadonlySet<string>;
  readonly words: WordSettings;
  readonly vocabulary: Vocabulary;
}

export const tokenSettings = perSet(({ settings }): TokenSettings => {
  const words = {
    maxLength: settings.number('bayes_max_token_length', 15),
    isStopWord: stopWords(settings),
  };
  return {
    sources: sourcesOf(settings),
    ignoredHeaders: new Set(settings.words('bayes_ignore_header').map(name => name.toLowerCase())),
    words,
    vocabulary: new Vocabulary(words),
  };
});

function sourcesOf(settings: SettingLines): ReadonlySet<TokenSource> {
  const sources = new Set<TokenSource>(['header', 'visible', 'invisible', 'uri']);
  for (const word of settings.words('bayes_token_sources').map(one => one.toLowerCase())) {
    const source = SOURCES.find(one => one === word || `no${one}` === word);
    if (word === 'none' || word === 'noall') sources.clear();
    else if (word === 'all') for (const one of SOURCES) sources.add(one);
    else if (source === undefined) continue;
    else if (source === word) sources.add(source);
    else sources.delete(source);
  }
  return sources;
}

/** For rule sets that bring none of their own. */
const ENGLISH = new Set(
  `able all already and any are because both can come each email even few first for from give has have http
  information into it's just know like long look made mail mailing mailto make many more most much need not now number off
  one only out own people place right same see such that the this time through using web where why with without work world
  year years you you're your`.split(/\s+/),
);

function stopWords(settings: SettingLines): (word: string) => boolean {
  const tests = languagesOf(settings).flatMap(language => testOf(settings, language) ?? []);
  const [first] = tests;
  if (first === undefined) return () => false;
  return tests.length === 1 ? first : word => tests.some(test => test(word));
}

function languagesOf(settings: SettingLines): readonly string[] {
  const value = settings.last('bayes_stopword_languages')?.toLowerCase();
  if (value === undefined) return ['en'];
  return value === 'disable' ? [] : value.split(/[\s,]+/).filter(language => language !== '');
}

/** The last pattern of the last line counts. A faulty one is a fault of the rule file, and finds nothing. */
function testOf(settings: SettingLines, language: string): ((word: string) => boolean) | undefined {
  const pattern = settings.words(`bayes_stopword_${language}`).at(-1);
  if (pattern === undefined) return language === 'en' ? word => ENGLISH.has(word.toLowerCase()) : undefined;
  try {
    const { source, flags } = translateRegex(`/^(?i)${pattern}$/`);
    // A word is soon looked through: looking for what the regex needs first would take longer.
    const regex = new RegExp(source, flags.replace(/[gy]/g, ''));
    return word => regex.test(word);
  } catch (thrown) {
    if (thrown instanceof RegexError) return undefined;
    throw thrown;
  }
}
