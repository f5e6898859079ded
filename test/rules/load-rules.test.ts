/** Where rules come from and in which order they count (spec 1.2). */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { UsageError } from '../../lib/errors.ts';
import { loadRuleSources, loadRules } from '../../lib/rules/load-rules.ts';
import type { RuleSet } from '../../lib/rules/rule.ts';

/** A folder with these files; the path of the folder. */
function folderWith(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-rules-'));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** The order in which lines counted. */
function order(set: RuleSet): string {
  return set.settings.values('report').join(' ');
}

const PLUGIN = 'Mail::SpamAssassin::Plugin';

test('files of a folder count in byte order, the official channel first, and only .cf files', context => {
  const folder = folderWith(context, {
    'b.cf': 'report b',
    'B.CF': 'report B',
    '10_a.cf': 'report 10',
    'updates_spamassassin_org.cf': 'report official',
    'notes.txt': 'report txt',
    'x.cf/inner.cf': 'report inner',
  });
  assert.equal(order(loadRules([folder])), 'official 10 B b');
});

test('the layout of sa-update: a file beside the folder that it includes', context => {
  const folder = folderWith(context, {
    'updates_spamassassin_org.cf': '# UPDATE version 1900000\ninclude updates_spamassassin_org/10_a.cf\n',
    'updates_spamassassin_org/10_a.cf': 'include ../more/shared.cf\nreport a\nbody A /x/\n',
    'more/shared.cf': 'report shared',
  });
  const set = loadRules([folder]);
  assert.equal(order(set), 'shared a');
  assert.deepEqual(set.faults, []);
  assert.deepEqual([...set.versions.values()], ['1900000']);
  assert.equal(set.rules.get('A')?.file, join(folder, 'updates_spamassassin_org/10_a.cf'));
});

test('a file counts once, by whatever name; a file that includes itself is no trouble', context => {
  const folder = folderWith(context, { 'a.cf': 'report a\ninclude a.cf\ninclude b.cf', 'b.cf': 'report b' });
  symlinkSync(join(folder, 'a.cf'), join(folder, 'c.cf'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'd.cf'));
  assert.equal(order(loadRules([folder, join(folder, 'b.cf')])), 'a b');
});

test('includes know ~ and the places of SpamAssassin; a missing one is a fault', context => {
  const folder = folderWith(context, { 'home/mine.cf': 'report mine', 'site/site.cf': 'report site' });
  const main = join(folder, 'main.cf');
  writeFileSync(main, 'include ~/mine.cf\ninclude __local_rules_dir__/site.cf\ninclude ~joe/x.cf\n');
  const set = loadRuleSources(
    { systemRules: main, siteRules: join(folder, 'site') },
    { homeDirectory: join(folder, 'home') },
  );
  assert.equal(order(set), 'mine site');
  assert.deepEqual(
    set.faults.map(({ file, line, text }) => [file, line, text]),
    [[main, 3, 'cannot include ~joe/x.cf']],
  );
});

// Seen in SpamAssassin 4.0.1: all three lines count, and lint complains of lines 1 and 4.
test('an include within a block counts, and ends the block', context => {
  const folder = folderWith(context, {
    'a.cf': 'if 0\ninclude more/b.cf\nreport a\nendif\nreport end\n',
    'more/b.cf': 'report b',
  });
  const set = loadRules([folder]);
  assert.equal(order(set), 'b a end');
  assert.deepEqual(
    set.faults.map(({ line, text }) => [line, text]),
    [
      [1, 'if is ended by the include in line 2'],
      [4, 'endif without if'],
    ],
  );
});

test('sources count as in SpamAssassin: --pre, .pre of site and system, system, site, preferences, --cf', context => {
  const folder = folderWith(context, {
    'system/init.pre': 'report system-pre',
    'system/a.cf': 'report system',
    'site/init.pre': 'report site-pre',
    'site/local.cf': 'report site',
    user_prefs: 'report user',
  });
  const set = loadRuleSources({
    preLines: 'report pre',
    systemRules: join(folder, 'system'),
    siteRules: join(folder, 'site'),
    userPreferences: join(folder, 'user_prefs'),
    lines: 'report cf',
  });
  assert.equal(order(set), 'pre site-pre system-pre system site user cf');
});

test('.pre files decide which plugins are loaded; without any, those of Debian are', context => {
  const rules = `ifplugin ${PLUGIN}::HTMLEval\nreport html\nendif\nifplugin ${PLUGIN}::Shortcircuit\nreport short\nendif\n`;
  const folder = folderWith(context, {
    'bare/a.cf': rules,
    'own/a.cf': rules,
    'own/init.pre': `loadplugin ${PLUGIN}::Shortcircuit\n`,
  });
  assert.equal(order(loadRules([join(folder, 'bare')])), 'html');
  assert.equal(order(loadRules([join(folder, 'own')])), 'short');
  assert.equal(order(loadRules([join(folder, 'bare/a.cf'), join(folder, 'own')])), 'short short');
  const loaded = loadRuleSources({
    preLines: `loadplugin ${PLUGIN}::Shortcircuit`,
    systemRules: join(folder, 'bare'),
  });
  assert.equal(order(loaded), 'short');
});

test('can() is refused in user_prefs, has() is not', context => {
  const ask = (word: string): string =>
    `if ${word}(Mail::SpamAssassin::Conf::feature_bug6558_free)\nreport ${word}\nendif\n`;
  const folder = folderWith(context, { user_prefs: ask('can') + ask('has') });
  const set = loadRuleSources({ userPreferences: join(folder, 'user_prefs') });
  assert.equal(order(set), 'has');
  assert.match(set.faults.map(({ text }) => text).join(), /not available in user preferences/);
});

test('a path that cannot be read is a UsageError; missing preferences are empty ones', () => {
  assert.throws(() => loadRules(['/nonexistent/rules.cf']), UsageError);
  assert.throws(() => loadRuleSources({ systemRules: '/nonexistent/rules' }), UsageError);
  assert.equal(loadRuleSources({ userPreferences: '/nonexistent/user_prefs' }).rules.size, 0);
});
