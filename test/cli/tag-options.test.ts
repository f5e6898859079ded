/** Options as spamassassin's Getopt::Long reads them: bundling, no shortened names, optional values (perldoc Getopt::Long). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../lib/errors.ts';
import { readTagOptions } from '../../lib/cli/tag-options.ts';

/** `flag flag=value | path` */
function read(line: string): string {
  const { flags, values, paths } = readTagOptions(line === '' ? [] : line.split(' '));
  const shown = [...flags].map(flag => [flag, ...(values.get(flag) ?? [])].join('='));
  return [...shown, ...(paths.length === 0 ? [] : ['|', ...paths])].join(' ');
}

const LINES: [line: string, read: string][] = [
  ['', ''],
  ['-t -d', 'test-mode remove-markup'],
  ['-tLx', 'test-mode local-only nocreate-prefs'],
  ['--local-only --test', 'local-only test-mode'],
  ['-p prefs -C rules', 'prefspath=prefs configpath=rules'],
  ['-pprefs', 'prefspath=prefs'],
  ['-Ltpprefs file', 'local-only test-mode prefspath=prefs | file'],
  ['--prefs-file=prefs', 'prefspath=prefs'],
  ['--config-dir a --configpath b', 'configpath=a=b'],
  ['-e', 'error-code='],
  ['-e file', 'error-code= | file'],
  ['-e 7 file', 'error-code=7 | file'],
  ['-e7', 'error-code=7'],
  ['-et', 'error-code= test-mode'],
  ['-e7t', 'error-code=7 test-mode'],
  ['--error-code=3', 'error-code=3'],
  ['-D', 'debug='],
  ['-D -t', 'debug= test-mode'],
  ['-D check,config -L', 'debug=check,config local-only'],
  ['--debug=rules', 'debug=rules'],
  ['-Drules', 'debug=rules'],
  ['--cf=a --cf=b', 'cf=a=b'],
  ['--add-addr-to-whitelist a@b.c', 'add-addr-to-welcomelist=a@b.c'],
  ['-W', 'add-to-welcomelist'],
  ['-- -t', '| -t'],
  ['-', '| -'],
  ['a -t b', 'test-mode | a b'],
];

for (const [line, expected] of LINES) {
  test(`tag ${line}`, () => assert.equal(read(line), expected));
}

for (const line of ['-Z', '--nosuch', '--tes', '-p', '--local=1', '--required x', '--required=', '--t']) {
  test(`tag ${line} is misuse`, () => assert.throws(() => read(line), UsageError));
}
