/**
 * The rules of `mailsift tag`. With -C or --siteconfigpath what spamassassin would read: the system rules, the site's, the
 * preferences. Otherwise those of the configuration (or of --rules) behind mailsift's own templates. Preferences and the
 * lines of --pre and --cf count in both cases.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../config/load.ts';
import { readDirectives } from '../rules/cf/read-lines.ts';
import type { RuleSources } from '../rules/load-rules.ts';
import { loadSiteRules, SITE_LANGUAGE, siteSources } from '../rules/site-rules.ts';
import { rememberedRuleSources, type LoadedRules } from '../rules/remembered-rules.ts';
import type { TagRequest } from './tag-options.ts';

export interface RulesEnvironment {
  readonly homeDirectory: string;
  /** Locale name for `lang` lines. */
  readonly language: string;
}

const SYSTEM_PLACES = [
  '/var/lib/spamassassin/4.000001',
  '/usr/share/spamassassin',
  '/usr/local/share/spamassassin',
];
const SITE_PLACES = ['/etc/spamassassin', '/etc/mail/spamassassin', '/usr/local/etc/mail/spamassassin'];

/** `configured`: rule files and folders; none: those that come with mailsift. */
export function tagRuleSources(
  { flags, values }: Pick<TagRequest, 'flags' | 'values'>,
  configured: readonly string[],
  { homeDirectory, language }: RulesEnvironment,
): RuleSources {
  const last = (name: string): string | undefined => values.get(name)?.at(-1);
  const systemRules = last('configpath');
  const siteRules = last('siteconfigpath');
  const places =
    systemRules === undefined && siteRules === undefined
      ? siteSources(configured)
      : {
          ...named('systemRules', systemRules ?? firstThere(SYSTEM_PLACES)),
          ...named('siteRules', siteRules ?? firstThere(SITE_PLACES)),
        };
  const preferences = last('prefspath') ?? join(homeDirectory, '.spamassassin', 'user_prefs');
  return {
    ...places,
    ...(saysSomething(preferences, language) ? { userPreferences: preferences } : {}),
    ...(flags.has('pre') ? { preLines: `${(values.get('pre') ?? []).join('\n')}\n` } : {}),
    ...(flags.has('cf') ? { lines: `${(values.get('cf') ?? []).join('\n')}\n` } : {}),
  };
}

/**
 * Where nobody has preferences or wishes of his own, the rules are those of the site, as filter and scan have them. Throws a
 * UsageError for rules that cannot be read.
 */
export function loadTagRules(
  request: Pick<TagRequest, 'flags' | 'values'>,
  { spam, network }: Pick<Settings, 'spam' | 'network'>,
  sources: RuleSources,
  environment: RulesEnvironment,
): LoadedRules {
  const strict = request.flags.has('lint');
  const localTestsOnly = (strict && !request.flags.has('net')) || !network.enabled;
  if (!strict && environment.language === SITE_LANGUAGE && isOfSite(sources, spam.rules)) {
    const loaded = loadSiteRules(spam.rules, { localTestsOnly });
    if (!loaded.set.faults.some(({ text }) => PERSONAL_INCLUDE.test(text))) return loaded;
  }
  return rememberedRuleSources(sources, {
    homeDirectory: environment.homeDirectory,
    language: environment.language,
    localTestsOnly,
    strict,
  });
}

/** An include that only somebody's home folder can give a meaning to. */
const PERSONAL_INCLUDE = /^cannot include (?:~|\S*__userstate__)/;

function isOfSite(sources: RuleSources, configured: readonly string[]): boolean {
  return JSON.stringify(sources) === JSON.stringify(siteSources(configured));
}

function named(key: 'systemRules' | 'siteRules', path: string | undefined): RuleSources {
  return path === undefined ? {} : { [key]: path };
}

/** SpamAssassin gives every user a file of preferences that has only comments. One that cannot be read is to be told of. */
function saysSomething(preferences: string, language: string): boolean {
  if (!existsSync(preferences)) return false;
  try {
    return readDirectives(readFileSync(preferences, 'latin1'), language).next().done !== true;
  } catch {
    return true;
  }
}

function firstThere(places: readonly string[]): string | undefined {
  return places.find(place => existsSync(place));
}
