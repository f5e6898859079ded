/** All plugins by name, and all eval functions; a function belongs to one plugin. */
import { antiVirus } from './anti-virus.ts';
import { autoLearnThreshold } from './auto-learn-threshold.ts';
import { bayes } from './bayes.ts';
import { awl } from './awl.ts';
import { askDns } from './ask-dns.ts';
import { asn } from './asn.ts';
import { bodyEval } from './body-eval.ts';
import { dcc } from './dcc.ts';
import { enginePlugins } from './engine-plugins.ts';
import { dnsEval } from './dns-eval.ts';
import { dkim } from './dkim.ts';
import { dmarc } from './dmarc.ts';
import { hashBl } from './hash-bl.ts';
import { headerEval } from './header-eval.ts';
import { freemail } from './freemail.ts';
import { fromNameSpoof } from './from-name-spoof.ts';
import { pdfInfo } from './pdf-info.ts';
import { phishing } from './phishing.ts';
import { htmlEval } from './html-eval.ts';
import { httpsMismatch } from './https-mismatch.ts';
import { imageInfo } from './image-info.ts';
import { mimeEval } from './mime-eval.ts';
import { networkPlugins } from './network.ts';
import { oleMacro } from './ole-macro.ts';
import type { DirectiveDefinition } from '../cf/value-types.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';
import { pyzor } from './pyzor.ts';
import { razor2 } from './razor2.ts';
import { replaceTagsPlugin } from './replace-tags.ts';
import { relayEval } from './relay-eval.ts';
import { shortcircuit } from './shortcircuit.ts';
import { skeleton } from './skeleton.ts';
import { spf } from './spf.ts';
import { textCat } from './text-cat.ts';
import { txRep } from './tx-rep.ts';
import { uriDnsbl } from './uri-dnsbl.ts';
import { uriDetail } from './uri-detail.ts';
import { uriEval } from './uri-eval.ts';
import { vbounce } from './vbounce.ts';
import { welcomelistSubject } from './welcomelist-subject.ts';
import { wlblEval } from './wlbl-eval.ts';

const ALL: readonly Plugin[] = [
  antiVirus,
  autoLearnThreshold,
  bayes,
  awl,
  bodyEval,
  dkim,
  dmarc,
  dcc,
  freemail,
  fromNameSpoof,
  headerEval,
  htmlEval,
  httpsMismatch,
  imageInfo,
  mimeEval,
  oleMacro,
  pdfInfo,
  phishing,
  pyzor,
  razor2,
  replaceTagsPlugin,
  relayEval,
  shortcircuit,
  skeleton,
  spf,
  textCat,
  txRep,
  uriDetail,
  uriEval,
  vbounce,
  welcomelistSubject,
  wlblEval,
  ...enginePlugins,
  ...networkPlugins,
  // These ask about what the others have found, such as URIs.
  dnsEval,
  uriDnsbl,
  askDns,
  asn,
  hashBl,
];

export const PLUGINS: ReadonlyMap<string, Plugin> = new Map(ALL.map(plugin => [plugin.name, plugin]));

export const DEFAULT_PLUGINS: readonly string[] = ALL.filter(plugin => plugin.isDefault).map(
  plugin => plugin.name,
);

const EVALS: ReadonlyMap<string, { readonly plugin: string; readonly definition: EvalDefinition }> = new Map(
  ALL.flatMap(plugin =>
    Object.entries(plugin.evals ?? {}).map(
      ([name, definition]) => [name, { plugin: plugin.name, definition }] as const,
    ),
  ),
);

/** undefined: no plugin has it. */
export function findEval(
  name: string,
): { readonly plugin: string; readonly definition: EvalDefinition } | undefined {
  return EVALS.get(name);
}

export interface FoundDirective {
  readonly plugin: string;
  readonly definition: DirectiveDefinition;
}

/** The plugin that a directive belongs to; of several one that is loaded. undefined: no plugin has it. */
export function findDirective(key: string, loaded: ReadonlySet<string>): FoundDirective | undefined {
  const owners = DIRECTIVES.get(key) ?? FAMILIES.find(({ prefix }) => key.startsWith(prefix))?.owners ?? [];
  return owners.find(owner => loaded.has(owner.plugin)) ?? owners[0];
}

const DIRECTIVES: ReadonlyMap<string, readonly FoundDirective[]> = Map.groupBy(
  ALL.flatMap(plugin =>
    Object.entries(plugin.directives ?? {}).map(([key, definition]) => ({
      key,
      plugin: plugin.name,
      definition,
    })),
  ),
  one => one.key,
);

/** Directives such as bayes_stopword_de, declared as `bayes_stopword_*`. */
const FAMILIES = [...DIRECTIVES]
  .filter(([key]) => key.endsWith('*'))
  .map(([key, owners]) => ({ prefix: key.slice(0, -1), owners }));
