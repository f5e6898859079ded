/**
 * `mailsift compile`: reads configuration and rules, and writes the image that filter, tag, scan and learn start from (lib/image). In
 * the tradition of postmap and sa-compile: run it after every change. Exit status: 0; 1 rules with errors; 64 misuse; 75
 * the image could not be made; 78 a faulty configuration. Where there was an image before, it stays in use then.
 */
import { Command } from 'commander';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../config/fault.ts';
import { DEFAULT_CONFIG_FILE, loadConfiguration } from '../config/load.ts';
import { faultsOfTables } from '../config/table-faults.ts';
import { describeError, MailsiftError, UsageError } from '../errors.ts';
import { askImage, buildImage } from '../image/build.ts';
import { lock, unlock } from '../image/lock.ts';
import { imagePlace } from '../image/place.ts';
import { printable } from '../log/escape.ts';
import { EX_CONFIG, EX_TEMPFAIL } from '../sysexits.ts';
import { complaint } from './complaint.ts';
import { imageEnvironment } from './environment.ts';

interface CompileFlags {
  readonly config?: string;
  readonly image?: string;
  readonly again?: true;
}

const HELP = `
The image goes where the launcher looks for it: for root beside the program, for everybody else into the state folder
(/var/lib/mailsift if that is writable, else ~/.local/state/mailsift), or where MAILSIFT_IMAGE says. Only images of
the user's own are used, and root's.

Without an image, or with one that is out of date, everything works as well, only slower. An image notices by itself
when the program, the configuration, or a rule file has changed.

Exit status: 0; 1 rules with errors; 64 misuse; 75 the image could not be made; 78 a faulty configuration.`;

export function compileCommand(): Command {
  return new Command('compile')
    .description(
      'Make the image that filter, tag, scan and learn start from, of program, configuration and rules.',
    )
    .option('--config <file>', 'configuration file')
    .option('--image <file>', 'where to put it')
    .option('--again', 'for the configuration that the present image is for')
    .addHelpText('after', HELP)
    .action(async (flags: CompileFlags) => {
      process.exitCode = await compile(flags);
    });
}

async function compile(flags: CompileFlags): Promise<number> {
  const image = resolve(flags.image ?? imagePlace(imageEnvironment()));
  const start = performance.now();
  try {
    const config = flags.again === true ? await configOf(image) : flags.config;
    const { settings, sources, file } = await loadConfiguration(config === undefined ? {} : { file: config });
    const faults = faultsOfTables({ settings, sources, file });
    if (faults.length > 0) throw new ConfigError(faults);
    mkdirSync(dirname(image), { recursive: true });
    lock(image);
    const status = await buildImage({
      image,
      config: resolve(config ?? DEFAULT_CONFIG_FILE),
      isConfigRequired: config !== undefined,
      env: process.env,
      runtime: process.execPath,
    });
    unlock(image);
    const size = (statSync(image).size / 1e6).toFixed(0);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${image}: ${status.rules} rules, ${size} MB, made in ${seconds} s`);
    return 0;
  } catch (thrown) {
    if (thrown instanceof ConfigError) {
      process.stderr.write(complaint(thrown));
      return EX_CONFIG;
    }
    if (thrown instanceof UsageError) {
      process.stderr.write(`${complaint(thrown)}mailsift compile: nothing was compiled\n`);
      return 1;
    }
    console.error(`mailsift compile: ${printable(describeError(thrown))}`);
    return EX_TEMPFAIL;
  }
}

/** The configuration file that an image was told to use; undefined: the default one. */
async function configOf(image: string): Promise<string | undefined> {
  const status = await askImage(image, process.execPath);
  if (status === undefined)
    throw new MailsiftError(`${image} does not tell what it was made for; run: mailsift compile`);
  return status.isConfigRequired ? status.config : undefined;
}
