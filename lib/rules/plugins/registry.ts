/** All eval functions by name. A name belongs to one plugin. */
import { bodyEvals } from './body-evals.ts';
import type { EvalDefinition } from './eval-function.ts';
import { headerEvals } from './header-evals.ts';
import { htmlEvals } from './html-evals.ts';
import { mimeEvals } from './mime-evals.ts';
import { uriEvals } from './uri-evals.ts';

const EVALS: ReadonlyMap<string, EvalDefinition> = new Map(
  [htmlEvals, mimeEvals, bodyEvals, headerEvals, uriEvals].flatMap(evals => Object.entries(evals)),
);

export function findEval(name: string): EvalDefinition | undefined {
  return EVALS.get(name);
}
