/**
 * Formats of Received fields that a product's name gives away: Microsoft, XMail, ecelerity, Exim, Postfix, Scalix, Domino.
 * Only the first family whose marker occurs is asked; what it cannot read goes on to the common formats.
 */
import { IP_LIKE, isIpAddress } from '../ip-address.ts';
import { BY, HELO, IP, RDNS, heloAndIdentIn, pattern, relayFormat, skipFormat } from './format.ts';
import type { Draft, Family, Format, Reading } from './format.ts';

const withoutUnknownName = (draft: Draft): Draft =>
  draft.rdns === 'unknown' ? { ...draft, rdns: '' } : draft;

const SMTPSVC: readonly Format[] = [
  relayFormat('SMTPSVC', pattern`^(?<helo>[^ ]*) \(\[${IP}\][^)]{0,40}\) by ${BY} with Microsoft SMTPSVC`),
  skipFormat('mail pickup service', pattern`^mail pickup service by \S+ with Microsoft SMTPSVC$`),
];

const EXCHANGE: readonly Format[] = [
  relayFormat(
    'Microsoft SMTP Server',
    pattern`^${HELO} \(\[?${IP}(?:%[A-Za-z0-9._~-]*)?\]?\) by ${BY} `,
    // What follows ` id ` is the version of the protocol.
    { refine: draft => ({ ...draft, id: '' }) },
  ),
];

const XMAIL: readonly Format[] = [
  {
    name: 'XMail',
    read: (text, draft) => {
      const reading = XMAIL_HANDOVER.read(text, draft);
      if (reading?.kind !== 'relay') return undefined;
      const id = / id <([^ ]+)>/.exec(text)?.[1];
      const sender = / from <([^ ]+)>/.exec(text)?.[1];
      const told = reading.draft;
      return {
        kind: 'relay',
        draft: { ...told, id: id ?? told.id, envelopeFrom: sender ?? told.envelopeFrom },
      };
    },
  },
];
const XMAIL_HANDOVER = relayFormat(
  'XMail handover',
  pattern`^${HELO} \(\[?${IP}\]?:\d+\) by ${BY}(?: \(\S+\))? with \[XMail`,
);

const ECELERITY: readonly Format[] = [
  relayFormat('ecelerity with HELO', pattern`^\(\[${IP}:\d+\] helo=${HELO}\) by ${BY} `),
  relayFormat('ecelerity', pattern`^\S+ \(\[${IP}:\d+\]\) by ${BY} `),
];

const EXIM: readonly Format[] = [
  skipFormat('Exim, local', /\bwith local(?:-[^ ]+)? /),
  relayFormat('Exim, address first', pattern`^\[${IP}\] \((?<comment>.*?)\) by ${BY} `, {
    refine: (draft, { comment = '' }) => heloAndIdentIn(draft, comment),
  }),
  relayFormat('Exim, name first', pattern`^${RDNS} \(\[${IP}\](?<comment>.*?)\) by ${BY} `, {
    refine: (draft, { comment = '' }) => heloAndIdentIn({ ...draft, helo: draft.rdns }, comment),
  }),
  relayFormat('Exim, bare brackets', pattern`^${RDNS} \[${IP}\](?::\d+)? by ${BY} `, {
    refine: draft => ({ ...draft, helo: draft.rdns }),
  }),
  { name: 'Exim, other', read: eximPieces },
];

const EXIM_ADDRESS = new RegExp(` \\[(${IP_LIKE})(?:\\.\\d+)?\\] `);

/** The pieces wherever they stand; without address and `by` only a guess. */
function eximPieces(text: string, draft: Draft): Reading {
  const address = EXIM_ADDRESS.exec(text)?.[1];
  const by = /by ([^ ]+) /.exec(text)?.[1];
  const told = {
    ...draft,
    rdns: /^([^ ]+) /.exec(text)?.[1] ?? draft.rdns,
    helo: / \(([^ ]+)\) /.exec(text)?.[1] ?? draft.helo,
    ip: address !== undefined && isIpAddress(address) ? address : draft.ip,
    by: by ?? draft.by,
  };
  return { kind: by !== undefined && told.ip !== '' ? 'relay' : 'guess', draft: told };
}

const POSTFIX: readonly Format[] = [
  relayFormat('Postfix', pattern`^${HELO} \(${RDNS} \[${IP}\]\) by ${BY} `, {
    lookedUp: true,
    refine: withoutUnknownName,
  }),
  relayFormat('Postfix, no blank', pattern`^${HELO} \(${RDNS}\[${IP}\]\) by ${BY} `, {
    lookedUp: true,
    refine: withoutUnknownName,
  }),
];

const SCALIX: readonly Format[] = [relayFormat('Scalix', pattern`^${HELO} \( ?${IP}\) by ${BY}`)];

const DOMINO: readonly Format[] = [
  relayFormat('Lotus Domino', pattern`^${HELO} \(\[${IP}\]\) by ${BY} \(Lotus`, { lookedUp: false }),
];

export const MTA_FAMILIES: readonly Family[] = [
  { marker: ' SMTPSVC', formats: SMTPSVC },
  {
    marker: / with (?:Microsoft SMTP Server|mapi id) (?:\([^)]+\) )?\d+\.\d+\.\d+\.\d+(?: |$)/,
    formats: EXCHANGE,
  },
  { marker: '[XMail ', formats: XMAIL },
  { marker: /\(ecelerity\b/, formats: ECELERITY },
  { marker: 'Exim', formats: EXIM },
  { marker: ' (Postfix) with', formats: POSTFIX },
  { marker: '(Scalix SMTP Relay', formats: SCALIX },
  { marker: ' (Lotus Domino ', formats: DOMINO },
];
