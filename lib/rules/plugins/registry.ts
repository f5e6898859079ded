/** All plugins by name, and all eval functions; a function belongs to one plugin. */
import { bodyEval } from './body-eval.ts';
import { headerEval } from './header-eval.ts';
import { freemail } from './freemail.ts';
import { htmlEval } from './html-eval.ts';
import { httpsMismatch } from './https-mismatch.ts';
import { mimeEval } from './mime-eval.ts';
import { networkPlugins } from './network.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';
import { uriEval } from './uri-eval.ts';

const ALL: readonly Plugin[] = [
  bodyEval,
  freemail,
  headerEval,
  httpsMismatch,
  htmlEval,
  mimeEval,
  uriEval,
  ...networkPlugins,
];

export const PLUGINS: ReadonlyMap<string, Plugin> = new Map(ALL.map(plugin => [plugin.name, plugin]));

export const DEFAULT_PLUGINS: readonly string[] = ALL.filter(plugin => plugin.isDefault).map(
  plugin => plugin.name,
);

const EVALS: ReadonlyMap<string, { readonly plugin: string; readonly definition: EvalDefinition }> = new Map(
  ALL.flatMap(plugin =>
    Object.entries(plugin.evals ?? {}).map(
      ([name, definition]) => [name, { plugin: plugin.name, definition }] as const,
    ),
  ),
);

/** undefined: no plugin has it. */
export function findEval(
  name: string,
): { readonly plugin: string; readonly definition: EvalDefinition } | undefined {
  return EVALS.get(name);
}
