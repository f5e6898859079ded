/**
 * What stands in a document that is a zip package (OOXML, ECMA-376): VBA projects, embedded objects, and targets elsewhere
 * that open with it. Inputs come from mail; the limits are those of zip.ts.
 */
import { declaresMacros, runsOnOpen } from './document-signs.ts';
import { readRelations } from './external-targets.ts';
import type { Findings } from './findings.ts';
import type { ZipMember } from './zip.ts';

const MAX_MHTML_URIS = 5;
const MAX_REDIRECT_URIS = 10;
const VBA_PROJECTS = new Set([
  'word/vbaproject.bin',
  'xl/vbaproject.bin',
  'ppt/vbaproject.bin',
  'macros/vba/_vba_project',
  '_vba_project_cur/vba/_vba_project',
]);
/** CVE-2021-40444; the first names a local file in character references. */
const MHTML = /^mhtml:(?:https?:\/\/|&#x48;&#x54;&#x50;&#x3a;&#x5c;&#x5c;&#x31;&)/i;

/** Whether the archive is a document. */
export function scanPackage(members: readonly ZipMember[], findings: Findings): boolean {
  const { signs } = findings;
  const names = members.map(({ name }) => name.toLowerCase());
  const hasProject = names.some(name => VBA_PROJECTS.has(name));
  const hasObject = names.some(name => name.startsWith('xl/embeddings/'));
  const hasRtf = names.some(name => /^word\/[^\n]{1,50}\.rtf\b/u.test(name));
  if (hasProject) signs.add('macro');
  if (hasObject) signs.add('object');
  if (hasRtf) signs.add('rtf-object');
  const contentTypes = members.find(({ name }) => name === '[Content_Types].xml');
  if (!signs.has('macro') && declaresMacros(contentTypes?.contents() ?? '')) signs.add('macro');
  let hasRelations = false;
  for (const { name, contents } of members) {
    if (name.includes('.rels') && takeRelations(contents() ?? '', findings)) hasRelations = true;
  }
  if (
    hasProject &&
    members.some(({ name, contents }) => name.includes('.bin') && runsOnOpen(contents() ?? ''))
  )
    signs.add('runs-on-open');
  return hasProject || hasObject || hasRtf || contentTypes !== undefined || hasRelations;
}

function takeRelations(rels: string, { mhtmlUris, redirectUris }: Findings): boolean {
  const { isAny, external } = readRelations(rels);
  for (const target of external) {
    if (MHTML.test(target) && mhtmlUris.size < MAX_MHTML_URIS) mhtmlUris.add(target);
    const uri = target.replace(/^mhtml:/i, '');
    if (/^https?:\/\//i.test(uri) && redirectUris.size < MAX_REDIRECT_URIS) redirectUris.add(uri);
  }
  return isAny;
}
