/**
 * The configuration of Postfix as postconf(1) tells it: main.cf settings that are set, and the services of master.cf
 * with their options. Reading the output is apart from running the program, so that it can be tested.
 */
import { describeError } from '../errors.ts';

export interface PostfixFacts {
  /** postconf -n, and the defaults asked for besides. */
  readonly main: ReadonlyMap<string, string>;
  readonly services: readonly Service[];
}

export interface Service {
  readonly name: string;
  readonly type: string;
  /** The process limit column: a number, or `-`. */
  readonly maxProcesses: string;
  readonly command: string;
  /** `-o name=value` of smtpd and the like. */
  readonly options: ReadonlyMap<string, string>;
  /** Everything behind the command, as one line: for pipe(8) flags=, user=, argv=... */
  readonly arguments: string;
}

const LIMIT_MS = 5000;
/** Settings whose defaults are of interest, too. */
const WANTED = ['command_time_limit', 'message_size_limit', 'soft_bounce', 'mail_version'];

/** null when there is no Postfix here. Throws when postconf fails. */
export async function readPostfix(configDirectory?: string): Promise<PostfixFacts | null> {
  const { execa } = await import('execa');
  const postconf = async (...args: string[]): Promise<string> => {
    const where = configDirectory === undefined ? [] : ['-c', configDirectory];
    const options = { timeout: LIMIT_MS, preferLocal: false, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };
    return (await execa('postconf', [...where, ...args], options)).stdout;
  };
  try {
    const [set, wanted, master] = [await postconf('-n'), await postconf(...WANTED), await postconf('-M')];
    return { main: parseMain(`${wanted}\n${set}`), services: parseMaster(master) };
  } catch (thrown) {
    if ((thrown as { code?: string }).code === 'ENOENT') return null;
    throw new Error(`postconf: ${describeError(thrown).slice(0, 300)}`, { cause: thrown });
  }
}

/** `name = value` lines. */
export function parseMain(text: string): Map<string, string> {
  const pairs = text.split('\n').flatMap(line => {
    const [, name, value] = /^(\S+) =[ \t]*(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, (value ?? '').trim()] as const];
  });
  return new Map(pairs);
}

/** The services of `postconf -M`; continuation lines start with blanks. */
export function parseMaster(text: string): Service[] {
  const lines = text.replace(/\n[ \t]+/g, ' ').split('\n');
  return lines.flatMap(line => {
    const [name, type, , , , , maxProcesses, command, ...rest] = line.trim().split(/[ \t]+/);
    if (name === undefined || type === undefined || command === undefined) return [];
    const words = rest.join(' ');
    const options = new Map(
      [...words.matchAll(/(?:^| )-o (?:\{ *)?([a-z0-9_]+) ?= ?([^ }]*)/g)].map(([, key = '', value = '']) => [
        key,
        value,
      ]),
    );
    return [{ name, type, maxProcesses: maxProcesses ?? '-', command, options, arguments: words }];
  });
}
