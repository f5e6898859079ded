/** A resolver that asks the given servers for tests, with the settings that SpamAssassin has unless told otherwise. */
import { Deadline } from '../../lib/deadline.ts';
import { parseServer } from '../../lib/net/dns-server.ts';
import {
  MessageResolver,
  type MessageResolverOptions,
  type ResolverSettings,
} from '../../lib/net/message-resolver.ts';

type Servers = readonly { readonly address: string }[];

export function settingsFor(servers: Servers, settings: Partial<ResolverSettings> = {}): ResolverSettings {
  return {
    servers: servers.flatMap(({ address }) => parseServer(address) ?? []),
    ednsBytes: 4096,
    mixesCase: false,
    localPorts: new Uint16Array(),
    timeoutMs: 15_000,
    leastTimeoutMs: undefined,
    byZone: new Map(),
    mayAsk: () => true,
    ...settings,
  };
}

export function resolverFor(
  servers: Servers,
  settings: Partial<ResolverSettings> = {},
  options: Partial<MessageResolverOptions> = {},
): MessageResolver {
  return new MessageResolver(settingsFor(servers, settings), {
    deadline: new Deadline(60_000),
    ...options,
  });
}
