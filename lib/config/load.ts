/**
 * The settings of this run: the configuration file, if there is one, over the defaults.
 *
 * A file asked for by name has to exist; the one at the default place may be missing. Whatever is wrong with it ends in
 * a ConfigError that lists every fault, and never in a part of the settings. Table files are read when they are
 * asked, see lib/lookup/file-table.ts; `faultsOfTables` reads them now. yaml and ajv are loaded only for a file.
 */
import { readFileSync } from 'node:fs';
import { hostname as systemHostname } from 'node:os';
import { resolve } from 'node:path';
import { describeError } from '../errors.ts';
import { ConfigError, type Fault } from './fault.ts';
import { joinName, type Segments } from './name.ts';
import { NOTHING_GIVEN, readSettings, type Given, type Source } from './read-settings.ts';
import type { DeclaredValues } from './settings.ts';

export const DEFAULT_CONFIG_FILE = '/etc/mailsift/mailsift.yaml';

export type Settings = DeclaredValues & { readonly hostname: string; readonly domain: string };

export interface Configuration {
  readonly settings: Settings;
  /** One a setting, in the order of their declaration. */
  readonly sources: readonly Source[];
  /** null when there is none. */
  readonly file: string | null;
}

export interface LoadOptions {
  /** Asked for by name. Absent: DEFAULT_CONFIG_FILE, if it exists. */
  readonly file?: string;
  /** Of this machine; absent: as the system says. */
  readonly hostname?: string;
}

export async function loadSettings(options: LoadOptions = {}): Promise<Settings> {
  const file = options.file ?? DEFAULT_CONFIG_FILE;
  const text = readConfigFile(file, options.file !== undefined);
  const path = resolve(file);
  if (remembered?.path !== path || remembered.text !== text)
    remembered = { path, text, values: (await readText(file, text)).values };
  return withNames(remembered.values, options);
}

/** What a file with this text means does not change: an image has the answer in it. */
let remembered:
  { readonly path: string; readonly text: string | null; readonly values: DeclaredValues } | undefined;

export async function loadConfiguration(options: LoadOptions = {}): Promise<Configuration> {
  const file = options.file ?? DEFAULT_CONFIG_FILE;
  const text = readConfigFile(file, options.file !== undefined);
  const { values, sources } = await readText(file, text);
  return { settings: withNames(values, options), sources, file: text === null ? null : file };
}

function withNames(values: DeclaredValues, options: LoadOptions): Settings {
  const hostname = values.hostname ?? options.hostname ?? systemHostname();
  const domain = values.domain ?? domainOf(hostname);
  return { ...values, hostname, domain };
}

function readConfigFile(file: string, required: boolean): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError([
      { file, line: 0, message: `cannot read the configuration: ${describeError(error)}` },
    ]);
  }
}

type Read = ReturnType<typeof readSettings>;

async function readText(file: string, text: string | null): Promise<Read> {
  return text === null ? readSettings(NOTHING_GIVEN) : await parseText(file, text);
}

async function parseText(file: string, text: string): Promise<Read> {
  const { parseYaml } = await import('./yaml-file.ts');
  const yaml = await parseYaml(file, text);
  if (yaml.faults.length > 0) throw new ConfigError(yaml.faults);
  if (yaml.data === undefined) return readSettings(NOTHING_GIVEN);

  const { validate } = await import('./validate.ts');
  const misplaced = await validate(file, yaml);
  const faults: Fault[] = [...misplaced];
  const given: Given = {
    data: yaml.data,
    isFaulty: place =>
      misplaced.some(fault => startsWith(fault.place, place) || startsWith(place, fault.place)),
    originOf: place => `${file}:${yaml.lineOf(place)}`,
    fault: (place, message) => {
      faults.push({ file, line: yaml.lineOf(place), message: `${joinName(place)}: ${message}` });
    },
  };
  const result = readSettings(given);
  if (faults.length > 0) throw new ConfigError(faults);
  return result;
}

function startsWith(place: Segments, start: Segments): boolean {
  return start.every((segment, index) => place[index] === segment);
}

function domainOf(hostname: string): string {
  const dot = hostname.indexOf('.');
  return dot < 0 ? hostname : hostname.slice(dot + 1);
}
