/**
 * Makes an image: a V8 start-up snapshot (node --build-snapshot) of the program in one piece, with configuration and rules read.
 * A run from it needs no module, no configuration and no rule to be read, parsed or translated.
 *
 * The image is written beside its place, tried out, and moved there in one step, so that a filter that starts meanwhile has the
 * old one or the new one. It fits only the runtime that made it (node ends with status 14 otherwise), and may be read by
 * whoever may read the configuration, which is in it. Rejects with a MailsiftError that says why none could be made; the
 * old image stays.
 */
import { chmod, chown, mkdir, mkdtemp, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PluginBuild } from 'esbuild';
import { MailsiftError, UsageError } from '../errors.ts';
import { EX_USAGE } from '../sysexits.ts';
import { ROOT } from './place.ts';
import { IMAGE_STATUS, type ImageStatus, type Recipe } from './recipe.ts';

export interface BuildOptions {
  /** Where the image is to be. */
  readonly image: string;
  /** Configuration file; it need not exist. */
  readonly config: string;
  /** Whether `config` was asked for by name, and has to exist. */
  readonly isConfigRequired: boolean;
  /** The process's own environment. */
  readonly env: NodeJS.ProcessEnv;
  /** The runtime. */
  readonly runtime: string;
}

const LEFTOVER = '.image-';
const LEFTOVER_MS = 60 * 60_000;
const ENTRY = join(ROOT, 'bin/image.ts');
const CLOCK = join(ROOT, 'bin/image-clock.ts');

/**
 * The runtime's options while the image is made: compiled functions are kept, however long ago they ran, and none is noted as worth
 * compiling further, which each run would do at once.
 */
const OPTIONS = ['--no-flush-bytecode', '--no-sparkplug', '--no-warnings'];

export async function buildImage(options: BuildOptions): Promise<ImageStatus> {
  const { image, config, isConfigRequired, env, runtime } = options;
  const { execa } = await import('execa');
  await mkdir(dirname(image), { recursive: true });
  await removeLeftovers(dirname(image));
  const folder = await mkdtemp(join(dirname(image), LEFTOVER));
  try {
    const program = join(folder, 'mailsift.cjs');
    const made = join(folder, 'image');
    const codeFiles = await bundle(program);
    const recipe: Recipe = { codeFiles, folder, config, isConfigRequired };
    const built = await execa(runtime, [...OPTIONS, '--snapshot-blob', made, '--build-snapshot', program], {
      env: { ...env, MAILSIFT_IMAGE_RECIPE: JSON.stringify(recipe) },
      reject: false,
    });
    if (built.exitCode === EX_USAGE) throw new UsageError(built.stderr.trim());
    if (built.failed) throw new MailsiftError(`cannot make an image: ${firstLines(built.stderr)}`);
    const status = await askImage(made, runtime);
    if (status === undefined) throw new MailsiftError('the new image does not work');
    await protect(made, config);
    await sync(made);
    await rename(made, image);
    return status;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function firstLines(text: string): string {
  return text.trim().split('\n').slice(0, 3).join('; ');
}

/** What an image says of itself; undefined: it does not fit this runtime, or there is none. */
export async function askImage(image: string, runtime: string): Promise<ImageStatus | undefined> {
  const { execa } = await import('execa');
  const asked = await execa(runtime, ['--snapshot-blob', image, 'mailsift', IMAGE_STATUS], {
    reject: false,
    timeout: 30_000,
  });
  return asked.failed ? undefined : (JSON.parse(asked.stdout) as ImageStatus);
}

/** An image tells what the configuration says, so no others may read it. */
async function protect(made: string, config: string): Promise<void> {
  const like = await stat(config).catch(() => undefined);
  await chmod(made, like === undefined ? 0o644 : (like.mode & 0o444) | 0o600);
  if (like !== undefined) await chown(made, -1, like.gid).catch(() => undefined);
}

/** Of attempts that were killed. One that is under way is younger. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(one => one.startsWith(LEFTOVER))) {
    const path = join(folder, name);
    const made = await stat(path).catch(() => undefined);
    if (made !== undefined && performance.timeOrigin + performance.now() - made.mtimeMs > LEFTOVER_MS)
      await rm(path, { recursive: true, force: true });
  }
}

/** Writes the program as one file and gives the files of ours that it was made of. */
async function bundle(outfile: string): Promise<readonly string[]> {
  const esbuild = await import('esbuild');
  const { metafile } = await esbuild.build({
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    // A source of one byte a character is half as large in the image.
    charset: 'ascii',
    inject: [CLOCK],
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    absWorkingDir: ROOT,
    logLevel: 'silent',
    plugins: [
      { name: 'left out', setup: leaveOut },
      { name: 'plain imports', setup: importPlainly },
      { name: 'mailauth', setup: withoutNetwork },
      { name: 'places', setup: build => build.onLoad({ filter: /\.ts$/ }, ({ path }) => asBundled(path)) },
    ],
  });
  const own = Object.keys(metafile.inputs).filter(
    file => !/^(?:node_modules\/|left-out:|never-asked:)/.test(file),
  );
  return [...own, 'package.json', 'package-lock.json'].map(file => join(ROOT, file));
}

/**
 * Packages that few messages need, or that need the network, which cannot be in an image: they stay in node_modules and are loaded
 * when asked. Tables of character sets, most of all, would make an image half as large again. What Node.js has loaded by itself
 * keeps a snapshot from being written, so those that are needed while an image is made are read from a bundle of their own then.
 */
const LEFT_OUT = [
  'ajv',
  'clamscan',
  'cli-progress',
  'encoding-japanese',
  'esbuild',
  'execa',
  'iconv-lite',
  'mailparser',
  'mysql2',
  'pg',
  'yaml',
];
const NEEDED_IN_MAKING = ['ajv', 'yaml'];
/** Modules of Node.js that few messages need, and that consist of many others. */
const SELDOM_USED = ['node:fs/promises', 'node:zlib'];

/** A default import of one of Node's modules is a copy of it, with a function for each of its members. */
function importPlainly(build: PluginBuild): void {
  build.onLoad({ filter: /[/]node_modules[/]commander[/].*[.]js$/ }, async ({ path }) => {
    const text = await readFile(path, 'utf8');
    return {
      contents: text.replace(/^import (\w+) from ('node:\w+');$/gm, 'const $1 = require($2);'),
      loader: 'js',
    };
  });
}

/** What an image has in the place of such a package: the package itself, loaded when something is asked of it. It may be a class. */
const STAND_IN = `
const load = () => (real ??= require('node:module').createRequire(${JSON.stringify(ROOT + '/')})(NAME));
let real;
module.exports = new Proxy(function () {}.bind(), {
  apply: (_, self, values) => Reflect.apply(load(), self, values),
  construct: (_, values, made) => Reflect.construct(load(), values, made),
  get: (_, key) => load()[key],
  has: (_, key) => key in load(),
  ownKeys: () => Reflect.ownKeys(load()),
  getOwnPropertyDescriptor: (_, key) => ({ value: load()[key], enumerable: true, configurable: true }),
});`;

/** For one of Node's modules; it is not even asked what it has. */
const SELDOM_USED_STAND_IN = `
let real;
const get = (_, key) => key === '__esModule' ? undefined : (real ??= process.getBuiltinModule(NAME))[key];
module.exports = Object.create(new Proxy({}, { get }));`;

/** Put behind the stand-in of a package that is needed in making: forgotten before the image is written. */
const BUNDLED_IN_MAKING = `
const { isBuildingSnapshot, addSerializeCallback } = require('node:v8').startupSnapshot;
if (isBuildingSnapshot()) {
  const text = require('node:fs').readFileSync(FILE, 'utf8');
  const made = { exports: {} };
  require('node:vm').compileFunction(text, ['module', 'exports', 'require'])(made, made.exports, require);
  real = made.exports;
  addSerializeCallback(() => (real = undefined));
}`;

function leaveOut(build: PluginBuild): void {
  const folder = dirname(build.initialOptions.outfile ?? '');
  build.onResolve({ filter: new RegExp(`^(?:${[...LEFT_OUT, ...SELDOM_USED].join('|')})$`) }, ({ path }) => ({
    path,
    namespace: 'left-out',
  }));
  build.onLoad({ filter: /^node:/, namespace: 'left-out' }, ({ path }) => ({
    contents: SELDOM_USED_STAND_IN.replace('NAME', JSON.stringify(path)),
    loader: 'js',
  }));
  build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => {
    const named = STAND_IN.replace('NAME', JSON.stringify(path));
    const bundled = BUNDLED_IN_MAKING.replace('FILE', JSON.stringify(join(folder, `${path}.cjs`)));
    return { contents: NEEDED_IN_MAKING.includes(path) ? named + bundled : named, loader: 'js' };
  });
  build.onStart(async () => {
    for (const path of NEEDED_IN_MAKING)
      await build.esbuild.build({
        entryPoints: [path],
        outfile: join(folder, `${path}.cjs`),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        absWorkingDir: ROOT,
        logLevel: 'silent',
      });
  });
}

/**
 * mailauth asks the network by the resolver that it is given only. The modules by which it could ask by itself cannot be in an image;
 * what is used of them tells IP addresses from other text. Packages of which it has a copy of its own are there once.
 */
const NEVER_ASKED: ReadonlyMap<string, string> = new Map([
  ['dns', 'module.exports = { promises: {} };'],
  ['https', 'module.exports = {};'],
  [
    'net',
    `const net = () => process.getBuiltinModule('node:net');
     module.exports = { isIP: text => net().isIP(text), isIPv4: text => net().isIPv4(text), isIPv6: text => net().isIPv6(text) };`,
  ],
]);
const MAILAUTH = '/node_modules/mailauth/';

function withoutNetwork(build: PluginBuild): void {
  build.onResolve({ filter: /^(?:node:)?(?:dns|https|net)$/ }, ({ path, importer }) =>
    importer.includes(MAILAUTH) ? { path: path.replace('node:', ''), namespace: 'never-asked' } : undefined,
  );
  build.onLoad({ filter: /./, namespace: 'never-asked' }, ({ path }) => ({
    contents: NEVER_ASKED.get(path) ?? '',
    loader: 'js',
  }));
  build.onResolve({ filter: /^joi$/ }, () => ({ path: join(ROOT, 'lib/image/joi.ts') }));
  build.onResolve({ filter: /^(?:libbase64|libmime|libqp|tldts)$/ }, ({ path, importer, kind }) =>
    importer.includes(MAILAUTH) ? build.resolve(path, { resolveDir: ROOT, kind }) : undefined,
  );
}

/**
 * A bundle has no place of its own: the places of its files are written into it, and it has its own `require`. What is loaded when
 * asked is there from the beginning: a module that waits to be loaded costs every run more objects than one that has been.
 */
async function asBundled(path: string): Promise<{ contents: string; loader: 'ts' }> {
  const text = await readFile(path, 'utf8');
  const namespaces = new Map<string, string>();
  const contents = text
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
    .replace(/^const require = createRequire\(import\.meta\.url\);$/m, '')
    .replace(/(?:\bawait import|\brequire)\('(\.[^']+\.ts)'\)/g, (_, file: string) => {
      const name = namespaces.get(file) ?? `loaded${namespaces.size}`;
      namespaces.set(file, name);
      return name;
    });
  const imports = [...namespaces].map(([file, name]) => `import * as ${name} from '${file}';`);
  return { contents: imports.join('') + contents, loader: 'ts' };
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
}
