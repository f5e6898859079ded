/**
 * The body as the rules of one run see it: that of the views, until a plugin puts other lines in its place. SpamAssassin's
 * FreeMail does: it cuts what it looked at out of the text that all rules read, so what runs behind it finds less. The views
 * stay as they are. Key of MessageContext.once.
 */
import type { MessageContext } from './plugins/plugin.ts';

export interface BodyText {
  lines: readonly string[];
}

export function bodyText({ views }: Pick<MessageContext, 'views'>): BodyText {
  return { lines: views.body };
}
