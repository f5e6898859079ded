/**
 * The rules of a site as every command uses them that looks at its mail: the configured files and folders, else mailsift's own,
 * behind the templates of what is written into messages. One set for all commands, so that an image serves all of them.
 */
import { join } from 'node:path';
import { DEFAULT_RULES_PATH } from './load-rules.ts';
import type { RuleSources } from './load-rules.ts';
import { rememberedRuleSources } from './remembered-rules.ts';
import type { LoadedRules } from './remembered-rules.ts';

/** What `mailsift tag` writes where no rule file says otherwise. */
export const TEMPLATES_PATH = join(import.meta.dirname, 'templates.cf');

/** Locale name for `lang` lines where nobody asks for another language. */
export const SITE_LANGUAGE = 'en_US';

export function siteSources(configured: readonly string[]): RuleSources {
  return { ownRules: [TEMPLATES_PATH, ...(configured.length === 0 ? [DEFAULT_RULES_PATH] : configured)] };
}

/** Throws a UsageError for rules that cannot be read. */
export function loadSiteRules(
  configured: readonly string[],
  { localTestsOnly }: { readonly localTestsOnly: boolean },
): LoadedRules {
  const load = (isLocal: boolean): LoadedRules =>
    rememberedRuleSources(siteSources(configured), {
      language: SITE_LANGUAGE,
      localTestsOnly: isLocal,
      brief: true,
    });
  // Hardly any file asks; so that an image serves both, those that do not are read in one way only.
  const loaded = load(false);
  return localTestsOnly && loaded.set.dependsOnLocalTests ? load(true) : loaded;
}
