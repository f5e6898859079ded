/**
 * How to write a plugin. This one is real: it can be loaded, is tested, and does something small.
 *
 *   loadplugin Mail::SpamAssassin::Plugin::Skeleton
 *   ifplugin Mail::SpamAssassin::Plugin::Skeleton
 *     skeleton_words  lottery jackpot
 *     body      MANY_SKELETON_WORDS  eval:check_skeleton_words('3')
 *     describe  MANY_SKELETON_WORDS  Words of skeleton_words stand in the text at least three times
 *   endif
 *
 * To add a plugin: copy this file, give it a name, and put it into the list in registry.ts. Then
 * - `directives` are the lines it brings to rule files, each with the type of its value (cf/value-types.ts) or a check that
 *   says what is wrong; their values are in RuleSet.settings, as written;
 * - `evals` are the functions that rules may call, each with the kind of rule it is for;
 * - `capabilities` are what `can(Mail::SpamAssassin::Plugin::NAME::capability)` says yes to.
 * What depends on the rule set only goes into `perSet`, what depends on the message only into `context.once`: then neither is
 * worked out twice. A message is hostile: no function throws, none takes more than linear time, and lists are bounded.
 */
import { perSet } from '../per-set.ts';
import { numberArg } from './arguments.ts';
import type { EvalContext, MessageContext, Plugin } from './plugin.ts';

const MAX_LOGGED = 5;

/** The directive in the form that the function needs, once for each rule set. */
const wantedWords = perSet(
  ({ settings }): ReadonlySet<string> =>
    new Set(settings.words('skeleton_words').map(word => word.toLowerCase())),
);

/** The words of the message that are wanted, once for each message, however many rules ask. */
function foundWords({ views, set }: MessageContext): readonly string[] {
  const wanted = wantedWords(set);
  return views.body
    .flatMap(paragraph => paragraph.toLowerCase().match(/[a-z]+/g) ?? [])
    .filter(word => wanted.has(word));
}

/** `check_skeleton_words('N')`: at least N of them. The answer is how many, which metas can count with. */
function checkSkeletonWords(context: EvalContext, args: readonly string[]): number {
  const found = context.once(foundWords);
  if (found.length === 0 || found.length < numberArg(args, 0, 1)) return 0;
  // Shown beneath the rule in reports.
  context.log(found.slice(0, MAX_LOGGED).join(' '));
  // _SKELETONWORDS_ in templates such as add_header.
  context.tags.set('SKELETONWORDS', found.slice(0, MAX_LOGGED));
  return found.length;
}

export const skeleton: Plugin = {
  name: 'Skeleton',
  isDefault: false,
  capabilities: ['has_skeleton_words'],
  directives: { skeleton_words: 'words' },
  evals: { check_skeleton_words: { area: 'body', run: checkSkeletonWords } },
};
