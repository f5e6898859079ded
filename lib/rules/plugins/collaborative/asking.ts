/** A plugin that asks a service about the message: before the first rule, and its evals are settled by the answer. */
import { ASKS_SERVICE } from '../plugin.ts';
import type { MessageContext, Plugin } from '../plugin.ts';

/** `ask` tells whether it was asked. */
export function asking(
  ask: (message: MessageContext) => boolean,
  ...evals: readonly string[]
): Required<Pick<Plugin, 'prepare' | 'evals'>> {
  const run = (context: MessageContext): false | undefined => (context.once(ask) ? undefined : false);
  return {
    prepare: message => void message.once(ask),
    evals: Object.fromEntries(evals.map(name => [name, { area: 'full', asks: ASKS_SERVICE, run }])),
  };
}
