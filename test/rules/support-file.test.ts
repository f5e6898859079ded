/** Where files that come with the rules are looked for (the search path of SpamAssassin 4.0.1). */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadRuleSources, loadRules } from '../../lib/rules/load-rules.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { findSupportFile } from '../../lib/rules/support-file.ts';

const NAME = 'mailsift-test-file';
const root = mkdtempSync(join(tmpdir(), 'mailsift-support-'));
after(() => rmSync(root, { recursive: true, force: true }));

function place(name: string, hasFile: boolean): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.cf'), '');
  if (hasFile) writeFileSync(join(folder, NAME), '');
  return folder;
}

const empty = place('empty', false);
const system = place('system', true);
const site = place('site', true);
mkdirSync(join(empty, NAME));

const ROWS = [
  ['the site before the system', loadRuleSources({ systemRules: system, siteRules: site }), site],
  ['the system where the site has none', loadRuleSources({ systemRules: system, siteRules: empty }), system],
  ['rules of ours', loadRuleSources({ ownRules: [system, site] }), site],
  ['the last folder first', loadRules([system, site]), site],
  ['a folder of that name is no file', loadRules([system, empty]), system],
  ['nowhere', loadRules([empty]), undefined],
  ['no folder of single files', loadRules([join(site, 'a.cf')]), undefined],
  ['no folders at all', parseRules([]), undefined],
] as const;

for (const [what, set, folder] of ROWS)
  test(what, () => {
    assert.equal(findSupportFile(set, NAME), folder === undefined ? undefined : join(folder, NAME));
  });

test('an installed SpamAssassin comes last', () => {
  const { supportFolders } = loadRules([site]);
  assert.equal(supportFolders[0], site);
  assert.ok(supportFolders.includes('/usr/share/spamassassin'));
});
