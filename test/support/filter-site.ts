/**
 * A whole site for tests: a real Postfix whose pipe transport is mailsift, a configuration, a state folder, a log. The
 * repository may lie where the filter's user cannot read (a home folder), so the program is run from a copy if need be.
 */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { FILTER_USER, startPostfix, type FilterTransport, type Postfix } from './postfix.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface Site extends Postfix {
  /** The launcher that the filter's user can run. */
  readonly launcher: string;
  readonly log: () => string;
  /** What mailsift has logged. */
  readonly filterLog: () => string;
  /** Writes the configuration; the log goes to a file of the site. */
  configure(yaml: string): void;
  /** The recommended transport, with `options` in front of the addresses. */
  filter(options?: string, transport?: Partial<FilterTransport>): Promise<void>;
  /** The same from an image of the configuration as it is now; another configuration needs another one. */
  filterFromImage(): Promise<void>;
}

/** The arguments of spec'd master.cf entry: every macro, values as separate arguments. */
export const MACROS =
  '--queue-id ${queue_id} --client-address ${client_address} --client-helo ${client_helo} ' +
  '--client-hostname ${client_hostname} --client-protocol ${client_protocol} --sasl-username ${sasl_username} ' +
  '--size ${size} -f ${sender} -- ${recipient}';

export async function startSite(): Promise<Site | null> {
  const postfix = await startPostfix();
  if (postfix === null) return null;
  const launcher = readableLauncher(postfix.folder);
  const config = join(postfix.folder, 'mailsift.yaml');
  const log = join(postfix.folder, 'state', 'filter.log');
  const image = join(postfix.folder, 'image');
  const command = (options: string): string => `${launcher} filter --config ${config} ${options} ${MACROS}`;
  const site: Site = {
    ...postfix,
    launcher,
    configure: yaml =>
      writeFileSync(
        config,
        `state_directory: ${postfix.folder}/state\nlog: { destination: file, file: ${log} }\nnetwork: { enabled: false }\n${yaml}`,
      ),
    filterLog: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    filter: (options = '', transport = {}) => postfix.filterWith({ argv: command(options), ...transport }),
    filterFromImage: () => {
      execFileSync(launcher, ['compile', '--config', config, '--image', image], { stdio: 'pipe' });
      return postfix.filterWith({ argv: `/usr/bin/env MAILSIFT_IMAGE=${image} ${command('')}` });
    },
  };
  site.configure('');
  return site;
}

function readableLauncher(folder: string): string {
  const launcher = join(ROOT, 'bin/mailsift');
  try {
    execFileSync('setpriv', ['--reuid', FILTER_USER, '--clear-groups', launcher, '--version'], {
      stdio: 'ignore',
    });
    return launcher;
  } catch {
    const copy = join(folder, 'program');
    for (const name of ['bin', 'lib', 'package.json'])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    cpSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    return join(copy, 'bin/mailsift');
  }
}
