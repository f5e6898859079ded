/** The olemacro_ directives: their defaults and how they are read, once for each rule set. */
import type { RuleRegex } from '../../regex/rule-regex.ts';
import { perSet } from '../../per-set.ts';
import { quote } from '../../cf/value-types.ts';
import type { DirectiveDefinition, ValueCheck } from '../../cf/value-types.ts';
import { patternOf } from '../pattern.ts';

export interface ScanSettings {
  readonly maxParts: number;
  readonly maxMembers: number;
  readonly maxDepth: number;
  readonly maxBytes: number;
  /** Look into files of any name. */
  readonly scansAll: boolean;
  readonly prefersDisposition: boolean;
  /** By the end of a file's name. */
  readonly documents: RuleRegex;
  readonly macroDocuments: RuleRegex;
  readonly archives: RuleRegex;
  readonly skipped: RuleRegex;
  readonly skippedTypes: RuleRegex;
  readonly downloadMarker: RuleRegex;
}

const DEFAULT_PATTERNS = {
  olemacro_exts: '(?:doc|docx|dot|pot|ppa|pps|ppt|rtf|sldm|xl|xla|xls|xlsx|xlt|xltx|xslb)$',
  olemacro_macro_exts: '(?:docm|dotm|ppam|potm|ppst|ppsm|pptm|sldm|xlm|xlam|xlsb|xlsm|xltm|xps)$',
  olemacro_skip_exts: '(?:dotx|potx|ppsx|pptx|sldx)$',
  olemacro_skip_ctypes: '^(?:text/)',
  olemacro_zips: '(?:zip)$',
  olemacro_download_marker: String.raw`(?:cmd(?:\.exe)? /c ms\^h\^ta ht\^tps?:/\^/)`,
} as const;

type PatternKey = keyof typeof DEFAULT_PATTERNS;

const isPattern: ValueCheck = value => {
  if (value === '') return 'a value is missing; allowed: a regex without delimiters';
  return patternOf(value) === undefined
    ? `${quote(value)} is wrong; allowed: a regex without delimiters`
    : undefined;
};

export const SCAN_DIRECTIVES: Readonly<Record<string, DirectiveDefinition>> = {
  olemacro_num_mime: 'number',
  olemacro_num_zip: 'number',
  olemacro_zip_depth: 'number',
  olemacro_extended_scan: 'bool',
  olemacro_prefer_contentdisposition: 'bool',
  olemacro_max_file: 'number',
  ...Object.fromEntries(Object.keys(DEFAULT_PATTERNS).map(key => [key, isPattern])),
};

export const scanSettings = perSet(({ settings }): ScanSettings => {
  // SpamAssassin calls the patterns case-insensitive and matches with case; a pattern of one's own may say (?i).
  const pattern = (key: PatternKey): RuleRegex => {
    const regex = patternOf(settings.last(key) ?? DEFAULT_PATTERNS[key]);
    if (regex === undefined) throw new Error(`${key} was read and is no regex`);
    return regex;
  };
  return {
    maxParts: settings.number('olemacro_num_mime', 5),
    maxMembers: settings.number('olemacro_num_zip', 8),
    maxDepth: settings.number('olemacro_zip_depth', 2),
    maxBytes: settings.number('olemacro_max_file', 1_024_000),
    scansAll: settings.flag('olemacro_extended_scan', false),
    prefersDisposition: settings.flag('olemacro_prefer_contentdisposition', true),
    documents: pattern('olemacro_exts'),
    macroDocuments: pattern('olemacro_macro_exts'),
    archives: pattern('olemacro_zips'),
    skipped: pattern('olemacro_skip_exts'),
    skippedTypes: pattern('olemacro_skip_ctypes'),
    downloadMarker: pattern('olemacro_download_marker'),
  };
});
