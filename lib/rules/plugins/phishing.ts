/**
 * Phishing (spec 3.11): URIs that stand in a feed of known phishing sites, read from local files once for each rule set:
 * OpenPhish (a URI a line), PhishTank and PhishStats (CSV). A feed that cannot be read counts as empty, as in SpamAssassin.
 */
import { readFileSync } from 'node:fs';
import type { FileStamps } from '../../io/file-stamps.ts';
import { domainOfUri } from '../../views/uri/domain-of-uri.ts';
import { perSet } from '../per-set.ts';
import type { SettingLines } from '../settings.ts';
import { viewSettings } from '../view-settings.ts';
import type { EvalContext, EvalDefinition, Plugin } from './plugin.ts';

interface Feed {
  readonly name: string;
  readonly setting: string;
  /** The URI of a line; undefined: the line has none that counts. */
  readonly read: (line: string, settings: SettingLines) => string | undefined;
  readonly hasHeading: boolean;
}

const DEFAULT_MIN_SCORE = 6;

const FEEDS: readonly Feed[] = [
  { name: 'OpenPhish', setting: 'phishing_openphish_feed', read: line => line, hasHeading: false },
  {
    name: 'PhishTank',
    setting: 'phishing_phishtank_feed',
    read: line => field(line, 1),
    hasHeading: true,
  },
  {
    name: 'PhishStats',
    setting: 'phishing_phishstats_feed',
    read: (line, settings) =>
      Number(field(line, 1)) > settings.number('phishing_phishstats_minscore', DEFAULT_MIN_SCORE)
        ? field(line, 2)
        : undefined,
    hasHeading: true,
  },
];

/** URI to the feed that has it. */
const knownUris = perSet((set): ReadonlyMap<string, string> => {
  const { settings } = set;
  const { domains } = viewSettings(set);
  const known = new Map<string, string>();
  for (const { name, setting, read, hasHeading } of FEEDS) {
    for (const line of linesOf(settings.last(setting), set.files).slice(hasHeading ? 1 : 0)) {
      const uri = /^\s*#/.test(line) ? undefined : read(line, settings);
      if (uri === undefined || domainOfUri(uri, domains) === undefined) continue;
      const key = keyOf(uri, settings);
      if (!known.has(key)) known.set(key, name);
    }
  }
  return known;
});

function linesOf(path: string | undefined, files: FileStamps): readonly string[] {
  if (path === undefined) return [];
  files.note(path);
  try {
    return readFileSync(path, 'latin1')
      .split('\n')
      .filter(line => line !== '');
  } catch {
    return [];
  }
}

function field(line: string, index: number): string | undefined {
  return line.split(',')[index]?.replaceAll('"', '');
}

function keyOf(uri: string, settings: SettingLines): string {
  return settings.flag('phishing_uri_noparam', false) ? uri.replace(/\?.*/s, '') : uri;
}

function isPhishing(context: EvalContext): boolean {
  const { views, set } = context;
  const known = knownUris(set);
  if (known.size === 0) return false;
  const isShort = (key: string): boolean =>
    set.settings.flag('phishing_uri_noparam', false) && key.split('/').length <= 4;
  for (const { raw, types, hosts, cleaned } of views.uriDetails.values()) {
    if (/^mailto:/i.test(raw) || hosts.size === 0 || !(types.has('a') || types.has('parsed'))) continue;
    for (const uri of cleaned) {
      const key = keyOf(uri, set.settings);
      const feed = isShort(key) ? undefined : known.get(key);
      if (feed === undefined) continue;
      context.log(`${feed} (${domainOfUri(uri, views.settings.domains)?.domain ?? ''})`);
      return true;
    }
  }
  return false;
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_phishing: { area: 'body', run: isPhishing },
};

export const phishing: Plugin = {
  name: 'Phishing',
  isDefault: false,
  directives: {
    phishing_openphish_feed: 'string',
    phishing_phishtank_feed: 'string',
    phishing_phishstats_feed: 'string',
    phishing_phishstats_minscore: 'number',
    phishing_uri_noparam: 'bool',
  },
  evals: EVALS,
};
