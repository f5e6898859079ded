/**
 * What an image (lib/image/build.ts) is made of and begins with. While it is made, all modules are loaded, the
 * configuration and the rules are read, and messages are looked at, so that their compiled functions are in the image; nothing of
 * those messages is kept. A run from the image begins in `run`.
 *
 * Environment while it is made: MAILSIFT_IMAGE_RECIPE, a Recipe as JSON.
 */
import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startupSnapshot } from 'node:v8';
import { MESSAGE_COMMANDS } from '../lib/cli/message-commands.ts';
import { launchedImage } from '../lib/cli/launched.ts';
import { main, programFor } from '../lib/cli/main.ts';
import { rehearse } from '../lib/cli/rehearsal.ts';
import { renewImage } from '../lib/cli/renew-image.ts';
import { start } from '../lib/cli/start.ts';
import { version } from '../lib/cli/version.ts';
import { ConfigError } from '../lib/config/fault.ts';
import { UsageError } from '../lib/errors.ts';
import { FileStamps } from '../lib/io/file-stamps.ts';
import { prepare } from '../lib/image/prepare.ts';
import { IMAGE_STATUS, IMAGE_UNFIT, type ImageStatus, type Recipe } from '../lib/image/recipe.ts';
import { EX_USAGE } from '../lib/sysexits.ts';
import { remembersOldRules } from '../lib/rules/remembered-rules.ts';
import type { RuleSet } from '../lib/rules/rule.ts';

const recipe = JSON.parse(process.env['MAILSIFT_IMAGE_RECIPE'] ?? '{}') as Recipe;
const code = new FileStamps();
for (const file of recipe.codeFiles) code.note(file);
const config = new FileStamps();
config.note(recipe.config);

const REHEARSAL = 'From: Rene <rene@example.net>\nTo: anna@example.org\nSubject: minutes\n\nHello\n';

/** Made beforehand for the commands that somebody waits for. */
const programs = new Map<string, Command>();

function run(set: RuleSet): void {
  const [, , word = ''] = process.argv;
  if (word === IMAGE_STATUS) {
    const changed = code.changed() ?? config.changed() ?? set.files.changed() ?? null;
    const { config: file, isConfigRequired } = recipe;
    const status: ImageStatus = {
      version: version(),
      config: file,
      isConfigRequired,
      rules: set.rules.size,
      changed,
    };
    process.stdout.write(`${JSON.stringify(status)}\n`);
    return;
  }
  // Nothing has been read or done yet: the launcher takes the program's files instead.
  if (code.changed() !== undefined || !Object.hasOwn(MESSAGE_COMMANDS, word)) process.exit(IMAGE_UNFIT);
  launchedImage();
  void start(async () => {
    const program = programs.get(word) ?? (await programFor(word, MESSAGE_COMMANDS));
    const status = await main(process.argv.slice(2), program);
    // The stamps of the rules were compared when they were asked for.
    if (remembersOldRules() || config.changed() !== undefined) renewImage();
    return status;
  });
}

Promise.all(Object.values(MESSAGE_COMMANDS).map(({ load }) => load()))
  .then(() => prepare(recipe))
  .then(async ({ set, settings }) => {
    const message = join(recipe.folder, 'message');
    writeFileSync(message, REHEARSAL);
    await rehearse(settings, message);
    code.changed();
    for (const name of ['filter', 'tag']) programs.set(name, await programFor(name, MESSAGE_COMMANDS));
    return set;
  })
  .then(
    set => startupSnapshot.setDeserializeMainFunction(run, set),
    (thrown: unknown) => {
      const isTheirs = thrown instanceof UsageError || thrown instanceof ConfigError;
      const text =
        thrown instanceof Error ? (isTheirs ? thrown.message : (thrown.stack ?? '')) : String(thrown);
      process.stderr.write(`${text}\n`, () => process.exit(isTheirs ? EX_USAGE : 1));
    },
  );
