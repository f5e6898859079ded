/**
 * OLEVBMacro (no part of the spec; as in SpamAssassin 4.0.1): attached Office documents, also in zip archives, that bring macros, embedded objects or targets
 * elsewhere, are encrypted or go by another name. The targets become URIs of the message. Not loaded by default.
 */
import { leavesOf } from '../../views/mime/parse-mime.ts';
import { attachmentName } from './ole-macro/attachment-name.ts';
import { DocumentScan } from './ole-macro/document-scan.ts';
import type { Findings, Sign } from './ole-macro/findings.ts';
import { SCAN_DIRECTIVES, scanSettings } from './ole-macro/scan-settings.ts';
import type { EvalContext, EvalDefinition, MessageContext, Plugin } from './plugin.ts';

/** Key of MessageContext.once. */
function findings({ set, views }: MessageContext): Findings {
  const settings = scanSettings(set);
  const scan = new DocumentScan(settings);
  let count = 0;
  for (const part of leavesOf(views.mime)) {
    if (settings.skippedTypes.test(part.contentType.type)) continue;
    const name = attachmentName(part, settings.prefersDisposition);
    if (name === '') continue;
    // With a limit of 0 the names are still looked at, as in SpamAssassin.
    const data = settings.maxBytes === 0 ? '0' : part.decoded().slice(0, settings.maxBytes);
    if (data === '' || !scan.attachment(name, data)) continue;
    count += 1;
    if (count >= settings.maxParts) break;
  }
  return scan.findings;
}

const RULES_OF_SIGNS: readonly (readonly [string, Sign])[] = [
  ['check_olemacro', 'macro'],
  ['check_oleobject', 'object'],
  ['check_olertfobject', 'rtf-object'],
  ['check_olemacro_csv', 'csv-command'],
  ['check_olemacro_malice', 'runs-on-open'],
  ['check_olemacro_renamed', 'renamed'],
  ['check_olemacro_encrypted', 'encrypted'],
  ['check_olemacro_zip_password', 'zip-password'],
  ['check_olemacro_download_exe', 'download'],
];

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  ...Object.fromEntries(
    RULES_OF_SIGNS.map(([name, sign]): [string, EvalDefinition] => [
      name,
      { area: 'body', run: context => context.once(findings).signs.has(sign) },
    ]),
  ),
  check_olemacro_redirect_uri: { area: 'body', run: context => hitFor(context, 'redirectUris') },
  check_olemacro_mhtml_uri: { area: 'body', run: context => hitFor(context, 'mhtmlUris') },
};

function hitFor(context: EvalContext, which: 'redirectUris' | 'mhtmlUris'): boolean {
  const uris = context.once(findings)[which];
  for (const uri of uris) context.log(uri);
  return uris.size > 0;
}

export const oleMacro: Plugin = {
  name: 'OLEVBMacro',
  isDefault: false,
  capabilities: ['has_olemacro_redirect_uri', 'has_olemacro_mhtml_uri', 'has_olertfobject'],
  directives: SCAN_DIRECTIVES,
  evals: EVALS,
  prepare: message => {
    for (const uri of message.once(findings).redirectUris) message.views.addUri(uri);
  },
};
