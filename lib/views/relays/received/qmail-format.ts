/**
 * qmail and its patched kin: `NAME (HELO H) (IDENT@IP) (envelope-sender <X>) by HOST (...) with SMTP`. HELO is left out when it
 * equals the name, IDENT when there is none. `unknown` as the name: nobody told qmail whether there is one.
 */
import { isIpAddress } from '../ip-address.ts';
import { BY, IP, RDNS, pattern, relayFormat } from './format.ts';
import type { Draft, Format } from './format.ts';

const ADDRESS = String.raw`\[?${IP}\]?\)(?: \(envelope-sender <\S+>\))? by ${BY}`;
const HELO = String.raw`(?:HELO|EHLO) (?<helo>[^ ()]*)`;

const heloIsName = (draft: Draft): Draft => ({ ...draft, helo: draft.rdns });

const VARIANTS: readonly Format[] = [
  relayFormat('qmail, HELO, ident', pattern`^${RDNS} \(${HELO}\) \((?<ident>[^ ]*)@${ADDRESS}`),
  relayFormat('qmail, HELO', pattern`^${RDNS} \(${HELO}\) \(${ADDRESS}`),
  relayFormat('qmail, ident', pattern`^${RDNS} \((?<ident>[^ ]*)@${ADDRESS}`, { refine: heloIsName }),
  relayFormat('qmail, plain', pattern`^${RDNS} \(${ADDRESS}`, { refine: heloIsName }),
];
const HEAD = pattern`^\S+(?: \((?:HELO|EHLO) \S*\))? \((?:\S+@)?${ADDRESS}`;

export const QMAIL: Format = {
  name: 'qmail',
  read: (text, draft) => {
    const head = HEAD.exec(text);
    if (
      head === null ||
      !isIpAddress(head.groups?.['ip'] ?? '') ||
      !isSmtpWithoutId(text.slice(head[0].length))
    )
      return undefined;
    for (const variant of VARIANTS) {
      const reading = variant.read(text, draft);
      if (reading?.kind === 'relay') return { kind: 'relay', draft: withLookup(reading.draft) };
    }
    // Certainly qmail, but an odd HELO hides the rest.
    return { kind: 'relay', draft: withLookup(draft) };
  },
};

/** What follows the host: comments, `with ... SMTP` or QMQP; ` id ` behind it is sendmail's. */
function isSmtpWithoutId(rest: string): boolean {
  const comment = rest.startsWith(' (') ? rest.indexOf(') with ', 3) + 1 : 0;
  if (comment === 0 && !rest.startsWith(' with ')) return false;
  return / (?:SMTP|QMQP)(?! id )/.test(rest.slice(comment + ' with'.length));
}

function withLookup(draft: Draft): Draft {
  return draft.rdns === 'unknown' ? { ...draft, rdns: '' } : { ...draft, lookedUp: true };
}
