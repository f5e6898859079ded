/**
 * TextCat (spec 3.11): guesses the languages of the text and tells them as the header X-Languages, with X-Languages-Length
 * for how much text there was, and as the tags LANGUAGES and TEXTCATRESULTS. The models are SpamAssassin's file `languages`,
 * which must stand with the rules; without it the plugin knows nothing and says so for each message.
 */
import { describeError } from '../../errors.ts';
import { fixed } from '../report/score-text.ts';
import { perSet } from '../per-set.ts';
import type { SettingLines } from '../settings.ts';
import { findSupportFile } from '../support-file.ts';
import { wordsOf } from '../words.ts';
import type { EvalContext, EvalDefinition, MessageContext, Plugin } from './plugin.ts';
import { classify } from './text-cat/classify.ts';
import type { Classification, ClassifyOptions } from './text-cat/classify.ts';
import { readLanguageModels } from './text-cat/language-models.ts';
import type { LanguageModel } from './text-cat/language-models.ts';
import { languageText } from './text-cat/language-text.ts';

interface Guess {
  readonly languages: readonly string[];
  readonly lengthBytes: number;
}

interface LoadedModels {
  readonly models: readonly LanguageModel[];
  /** Why there are none; the plugin then does nothing. */
  readonly fault?: string;
}

const MODELS_FILE = 'languages';
/** Less text tells nothing. */
const MIN_BYTES = 256;
const SURE_BYTES = 1024;
const MAX_SHOWN = 20;
const INACTIVE = 'bs cy eo et eu fy ga gd is la lt lv rm sa sco sl yi';
/** Languages whose text has runs of bytes above 7F. */
const EIGHT_BIT_LANGUAGES = new Set(
  'am ar be bg cs el et fa fi he hi hy is ja ka ko mr pt ru ta th tr uk vi yi zh'.split(' '),
);

/** At the first message. */
const loadModels = perSet((set): LoadedModels => {
  const path = findSupportFile(set, MODELS_FILE);
  if (path === undefined) return { models: [], fault: `no folder of the rules has the file ${MODELS_FILE}` };
  try {
    return { models: readLanguageModels(path) };
  } catch (thrown) {
    return { models: [], fault: describeError(thrown) };
  }
});

const options = perSet(({ settings }): ClassifyOptions => {
  const skipped = new Set(wordsOf(settings.last('inactive_languages') ?? INACTIVE));
  for (const language of okLanguages(settings)) skipped.delete(language);
  return {
    skipped,
    minCount: settings.number('textcat_optimal_ngrams', 0),
    maxNgrams: settings.number('textcat_max_ngrams', 400),
    acceptable: settings.number('textcat_acceptable_score', 1.02),
    maxLanguages: settings.number('textcat_max_languages', 3),
  };
});

function okLanguages(settings: SettingLines): readonly string[] {
  return wordsOf(settings.last('ok_languages') ?? 'all');
}

/** Key of MessageContext.once; undefined: there are no models. */
function guess({ set, views, tags }: MessageContext): Guess | undefined {
  const { models, fault } = loadModels(set);
  if (fault !== undefined) return undefined;
  const text = languageText(views.body);
  let languages: readonly string[] = [];
  if (text.length >= MIN_BYTES) {
    const found = classify(text, models, options(set));
    tags.set('TEXTCATRESULTS', resultsText(found));
    ({ languages } = found);
  }
  return { languages, lengthBytes: text.length };
}

/** `de:15000(1.00) nl:16500(1.10) ...` */
function resultsText({ distances }: Classification): string {
  const best = distances[0]?.distance ?? 0;
  return distances
    .slice(0, MAX_SHOWN)
    .map(({ language, distance }) => {
      const ratio = best === 0 ? 'unknown' : fixed(distance / best, 2);
      return `${language}:${String(distance)}(${ratio})`;
    })
    .join(' ');
}

function prepare(message: MessageContext): void {
  const { set, views, tags } = message;
  const guessed = message.once(guess);
  if (guessed === undefined) throw new Error(loadModels(set).fault);
  const languages = guessed.languages.join(' ');
  views.putMetadata('X-Languages-Length', String(guessed.lengthBytes));
  views.putMetadata('X-Languages', languages);
  tags.set('LANGUAGES', languages);
}

function isUnwanted(context: EvalContext): boolean {
  const ok = okLanguages(context.set.settings);
  const found = ok.includes('all') ? undefined : context.once(guess);
  if (found === undefined || found.languages.length === 0) return false;
  const isSure = found.lengthBytes >= SURE_BYTES * found.languages.length;
  // Scots is hard to tell from English.
  const plain = (language: string): string => (!isSure && language === 'sco' ? 'en' : language);
  const guessed = found.languages.map(language => plain(language.replace(/\..*/, '')));
  const wanted = new Set(ok.map(plain));
  if (guessed.some(language => wanted.has(language))) return false;
  context.log(`Languages detected: ${guessed.join(' ')}`);
  return true;
}

function hasEightBitText({ set, views }: EvalContext): boolean {
  if (loadModels(set).fault !== undefined) return false;
  const ok = okLanguages(set.settings);
  if (ok.some(language => language === 'all' || EIGHT_BIT_LANGUAGES.has(language))) return false;
  return views.body.some(line => /[\x80-\xff]{8}/.test(line));
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_language: { area: 'any', run: isUnwanted },
  check_body_8bits: { area: 'body', run: hasEightBitText },
};

export const textCat: Plugin = {
  name: 'TextCat',
  isDefault: false,
  directives: {
    ok_languages: 'string',
    inactive_languages: 'string',
    textcat_max_languages: 'number',
    textcat_optimal_ngrams: 'number',
    textcat_max_ngrams: 'number',
    textcat_acceptable_score: 'number',
  },
  evals: EVALS,
  prepare,
};
