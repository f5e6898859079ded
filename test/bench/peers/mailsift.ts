/** This program, and the runtime by itself, which is the measure of all. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eachInput } from '../each-input.ts';
import { CLEAN_PATH, type Command } from '../runner.ts';
import { inputReader } from '../input-reader.ts';
import { commandContender, RECIPIENT, SENDER, STOCK_RULES, type Batch, type Starter } from './peer.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
export const LAUNCHER = join(ROOT, 'bin/mailsift');

/** Not even one that is installed on this machine. */
const NO_IMAGE = { MAILSIFT_IMAGE: '' };

export interface Setup {
  readonly config: string;
  /** Environment that names the image, or says that there is none. */
  readonly image: Readonly<Record<string, string>>;
}

export interface SetupOptions {
  readonly folder: string;
  readonly name: string;
  /** undefined: the program's own. */
  readonly rules?: string;
  /** Default: a program that just reads its input. */
  readonly sendmail?: string;
  readonly launcher?: string;
}

/** Writes a configuration and has the image of it made. Any user can use it. */
export function setUp({ folder, name, rules, sendmail, launcher = LAUNCHER }: SetupOptions): Setup {
  const [config, image, state] = ['yaml', 'image', 'state'].map(end => join(folder, `${name}.${end}`)) as [
    string,
    string,
    string,
  ];
  mkdirSync(state);
  chmodSync(state, 0o777);
  const spam = rules === undefined ? '' : `spam: { rules: [${rules}] }\n`;
  const back = sendmail ?? inputReader(folder);
  writeFileSync(
    config,
    `sendmail: { path: ${back} }\nlog: { destination: none }\nnetwork: { enabled: false }\nstate_directory: ${state}\n${spam}`,
  );
  if (!canCompile(launcher)) return { config, image: NO_IMAGE };
  execFileSync(launcher, ['compile', '--config', config, '--image', image], {
    env: { PATH: CLEAN_PATH },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  chmodSync(image, 0o644);
  return { config, image: { MAILSIFT_IMAGE: image } };
}

function canCompile(launcher: string): boolean {
  const { stdout } = spawnSync(launcher, ['compile', '--help'], {
    env: { PATH: CLEAN_PATH },
    encoding: 'utf8',
  });
  return stdout.includes('--image');
}

/** The runtime that the launcher takes. */
function runtimePath(): string {
  return globSync(join(ROOT, 'node_modules/node-linux-*/bin/node'))[0] ?? process.execPath;
}

export const bareRuntime: Starter = {
  rows: ['node empty.js'],
  batches: [],
  start(ground) {
    const empty = join(ground.folder, 'empty.js');
    writeFileSync(empty, '');
    const argv = [runtimePath(), empty];
    const version = execFileSync(runtimePath(), ['--version'], { encoding: 'utf8' }).trim();
    return {
      rows: [commandContender(ground, this.rows[0]!, { argv })],
      batches: [],
      version: `Node.js ${version}`,
    };
  },
};

export const FILTER_ROW = 'mailsift filter';

export const mailsift: Starter = {
  rows: [FILTER_ROW, `${FILTER_ROW}, no image`, `${FILTER_ROW}, own rules`, 'mailsift tag'],
  batches: ['mailsift scan, all cores', `${FILTER_ROW}, all cores`],
  start(ground) {
    const { folder, cores } = ground;
    if (!existsSync(STOCK_RULES)) throw new Error(`no rules in ${STOCK_RULES}`);
    const stock = setUp({ folder, name: 'stock', rules: STOCK_RULES });
    const own = setUp({ folder, name: 'own' });
    const filter = filterCommand(stock);
    const tag = { argv: [LAUNCHER, 'tag', '--config', stock.config], env: stock.image };
    const commands = [filter, filterCommand({ ...stock, image: NO_IMAGE }), filterCommand(own), tag];
    const version = execFileSync(LAUNCHER, ['--version'], { encoding: 'utf8' }).trim();
    const compiled = stock.image !== NO_IMAGE;
    return {
      rows: this.rows
        .map((name, index) => commandContender(ground, name, commands[index]!))
        .filter((_, index) => compiled || index !== 1),
      batches: [
        scanBatch(this.batches[0]!, cores, stock),
        {
          name: this.batches[1]!,
          daemonPid: null,
          command: files => ({ ...filter, argv: eachInput(folder, cores, filter.argv, files) }),
        },
      ],
      version: `mailsift ${version}${compiled ? '' : ' (no image)'}`,
    };
  },
};

function filterCommand({ config, image }: Setup): Command {
  return { argv: [LAUNCHER, 'filter', '--config', config, '-f', SENDER, '--', RECIPIENT], env: image };
}

/** Status 1: some of it is spam. */
function scanBatch(name: string, cores: number, { config, image }: Setup): Batch {
  const scan = [LAUNCHER, 'scan', '--config', config, '--jobs', String(cores)];
  return {
    name,
    daemonPid: null,
    command: files => ({ argv: [...scan, ...files], env: image, good: [0, 1] }),
  };
}
