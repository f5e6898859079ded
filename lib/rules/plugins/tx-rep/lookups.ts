/** All records that TxRep may need for a message, before it is known what the message scores and who has signed it. */
import type { Authenticated } from '../../reputation/authenticated.ts';
import type { SenderLookup } from '../../reputation/sender-records.ts';
import { identitiesOf, messageIdentity } from './identities.ts';
import type { MessageFacts } from './message-facts.ts';
import type { TxRepSettings } from './settings.ts';

const FEW_POINTS = -Infinity;
const MANY_POINTS = Infinity;

export function lookupsFor(
  facts: MessageFacts,
  conceivable: readonly Authenticated[],
  settings: TxRepSettings,
): readonly SenderLookup[] {
  const identities = conceivable.flatMap(one =>
    [FEW_POINTS, MANY_POINTS].flatMap(points => identitiesOf(facts, one, points, settings)),
  );
  const lookups = identities.map(one => one.lookup);
  const tracked = settings.tracksMessages ? [messageIdentity(facts, settings).lookup] : [];
  return [...lookups, ...tracked];
}
