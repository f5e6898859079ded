/** AntiVirus (spec 3.11): attachments that Windows would run, and names that do not fit the type. No scanner of contents. */
import { leavesOf } from '../../views/mime/parse-mime.ts';
import type { MimeNode } from '../../views/mime/mime-node.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

const RUNNABLE = new Set(
  `ade adp asx bas bat chm cmd com cpl crt dll exe hlp hta inf ins isp js jse lnk mda mdb mde mdt mdw mdz msc msi msp mst nws
   ops pcd pif prf reg scf sc scr sct shb shs shm swf url vb vbe vbs vbx vxd wsc wsf wsh`.split(/\s+/),
);
/** The first bytes of an .exe in base64, and in uuencode. */
const BASE64_EXE = /^TV[opqr].A..[AB].[AQgw][A-H].A/;
const UUENCODED_EXE = /^M35[GHIJK].`..`..{0,70}````/m;
/** What the type of a file with this extension has to look like. */
const TYPES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:txt|[px]?html?|xml)$/,
    /^(?:text\/(?:plain|[px]?html?|english|sgml|xml|enriched|richtext)|message\/external-body)/,
  ],
  [/^(?:jpe?g|tiff?|gif|png)$/, /^(?:image\/|application\/mac-binhex)/],
  [/^vcf$/, /^text\/vcard$/],
  [/^(?:bat|com|exe|pif|scr|swf|vbs)$/, /^application\//],
  [/^doc$/, /^application\/.*word$/],
  [/^ppt$/, /^application\/.*(?:powerpoint|ppt)$/],
  [/^xls$/, /^application\/.*excel$/],
];

/** Key of MessageContext.once. */
function attachments({ views }: MessageContext): { readonly runnable: boolean; readonly suspect: boolean } {
  const leaves = leavesOf(views.mime);
  return { runnable: leaves.some(isRunnable), suspect: leaves.some(isSuspect) };
}

function extensionOf({ contentType: { name = '' } }: MimeNode): string {
  return /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? '';
}

function isRunnable(node: MimeNode): boolean {
  if (RUNNABLE.has(extensionOf(node))) return true;
  if (node.encoding.includes('base64') && BASE64_EXE.test(node.body)) return true;
  return node.contentType.type.startsWith('text') && UUENCODED_EXE.test(node.body);
}

function isSuspect(node: MimeNode): boolean {
  const { type, name = '' } = node.contentType;
  if (name === '' || type === 'application/octet-stream') return false;
  const extension = name.toLowerCase().replace(/^.*\./s, '');
  const plainType = type.replace(/\/(?:x-|vnd\.)/, '/');
  return TYPES.some(([extensions, types]) => extensions.test(extension) && !types.test(plainType));
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_microsoft_executable: { area: 'body', run: context => context.once(attachments).runnable },
  check_suspect_name: { area: 'body', run: context => context.once(attachments).suspect },
};

export const antiVirus: Plugin = { name: 'AntiVirus', isDefault: false, evals: EVALS };
