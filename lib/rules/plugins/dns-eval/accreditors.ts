/** Who vouches for a message, as its sender says: `x@a--NAME.host`, or a header `Accreditor: NAME, NAME; parameters`. */
import { firstAddress, headerText } from '../header-eval/header-text.ts';
import type { MessageContext } from '../plugin.ts';

/** Key of MessageContext.once: names in lower case. */
export function accreditors({ views }: MessageContext): ReadonlySet<string> {
  const inAddress = /[@.]a--([a-z0-9]{3,})\./i.exec(firstAddress(views, 'EnvelopeFrom'))?.[1];
  const named = headerText(views, 'Accreditor')
    .split(',')
    .flatMap(part => /[^\t-\r ]+/.exec(part)?.[0] ?? []);
  return new Set([...(inAddress === undefined ? [] : [inAddress]), ...named].map(name => name.toLowerCase()));
}
