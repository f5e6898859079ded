/** Template tags that tell which hosts handed the message over (spec 7.2). Byte strings; '' where there is none. */
import { reverseAddress } from '../views/relays/ip-address.ts';
import type { Relays } from '../views/relays/relay.ts';

const MAKERS: ReadonlyMap<string, (relays: Relays) => string> = new Map([
  ['FIRSTTRUSTEDIP', ({ trusted }: Relays) => trusted.at(-1)?.ip ?? ''],
  ['FIRSTTRUSTEDREVIP', ({ trusted }: Relays) => reversed(trusted.at(-1)?.ip)],
  ['LASTEXTERNALIP', ({ external }: Relays) => external[0]?.ip ?? ''],
  ['LASTEXTERNALREVIP', ({ external }: Relays) => reversed(external[0]?.ip)],
  ['LASTEXTERNALRDNS', ({ external }: Relays) => external[0]?.rdns ?? ''],
  ['LASTEXTERNALHELO', ({ external }: Relays) => external[0]?.helo ?? ''],
]);

export const RELAY_TAGS: readonly string[] = [...MAKERS.keys()];

/** undefined: no such tag. */
export function relayTag(name: string, relays: () => Relays): string | undefined {
  const make = MAKERS.get(name);
  return make?.(relays());
}

function reversed(ip = ''): string {
  return reverseAddress(ip) ?? '';
}
