/** The settings of a rule set that the views of a message depend on (spec 1.9). Give them to createViews. */
import { networkSettings } from '../views/relays/networks.ts';
import type { NetworkSettings } from '../views/relays/networks.ts';
import { createDomains, PUBLIC_SUFFIXES } from '../views/uri/domains.ts';
import type { Domains } from '../views/uri/domains.ts';
import { DEFAULT_VIEW_SETTINGS } from '../views/view-settings.ts';
import type { ViewSettings } from '../views/view-settings.ts';
import { perSet } from './per-set.ts';
import { RegexError, translateRegex } from './regex/rule-regex.ts';
import type { SettingLines } from './settings.ts';

export const viewSettings = perSet(({ settings }): ViewSettings => {
  const otherwise = DEFAULT_VIEW_SETTINGS;
  return {
    domains: domainsOf(settings),
    networks: networksOf(settings),
    envelopeSenderHeader: settings.last('envelope_sender_header'),
    alwaysTrustEnvelopeSender: settings.flag(
      'always_trust_envelope_sender',
      otherwise.alwaysTrustEnvelopeSender,
    ),
    originatingIpHeaders: clearable(settings, 'originating_ip_headers', 'clear_originating_ip_headers'),
    redirectors: settings.values('redirector_pattern').flatMap(redirector),
    parseDkimUris: settings.flag('parse_dkim_uris', otherwise.parseDkimUris),
    normalizeCharset: settings.flag('normalize_charset', otherwise.normalizeCharset),
    bodyPartScanChars: settings.number('body_part_scan_size', otherwise.bodyPartScanChars),
    rawbodyPartScanBytes: settings.number('rawbody_part_scan_size', otherwise.rawbodyPartScanBytes),
  };
});

/** All words of `key` behind the last `clearKey`. */
export function clearable(settings: SettingLines, key: string, clearKey: string): readonly string[] {
  const lines = settings.all(key, clearKey);
  const cleared = lines.findLastIndex(line => line.key === clearKey);
  return lines.slice(cleared + 1).flatMap(line => line.value.split(/[\s,]+/).filter(word => word !== ''));
}

function networksOf(settings: SettingLines): NetworkSettings {
  const entries = (name: string): readonly string[] =>
    clearable(settings, `${name}_networks`, `clear_${name}_networks`);
  return networkSettings({
    trusted: entries('trusted'),
    internal: entries('internal'),
    msa: entries('msa'),
  });
}

function domainsOf(settings: SettingLines): Domains {
  const tlds = clearable(settings, 'util_rb_tld', 'clear_util_rb');
  if (tlds.length === 0) return PUBLIC_SUFFIXES;
  return createDomains({
    tlds,
    twoLevel: clearable(settings, 'util_rb_2tld', 'clear_util_rb'),
    threeLevel: clearable(settings, 'util_rb_3tld', 'clear_util_rb'),
  });
}

/** A faulty pattern is a fault of the rule file; here it never answers. */
function redirector(literal: string): ((uri: string) => string | undefined)[] {
  try {
    const regex = translateRegex(literal);
    return [uri => regex.exec(uri)?.groups[0]];
  } catch (error) {
    if (error instanceof RegexError) return [];
    throw error;
  }
}
