/**
 * What an image (lib/image/build.ts) is made of and begins with. While it is made, all modules are loaded, the
 * configuration and the rules are read, and messages are looked at, so that their compiled functions are in the image; nothing of
 * those messages is kept. A run from the image begins in `run`.
 *
 * Environment while it is made: MAILSIFT_IMAGE_RECIPE, a Recipe as JSON.
 */
import { startupSnapshot } from 'node:v8';
import { loadEveryCommand, main } from '../lib/cli/main.ts';
import { start } from '../lib/cli/start.ts';
import { FileStamps } from '../lib/io/file-stamps.ts';
import { prepare } from '../lib/image/prepare.ts';
import { IMAGE_UNFIT, type Recipe } from '../lib/image/recipe.ts';

const recipe = JSON.parse(process.env['MAILSIFT_IMAGE_RECIPE'] ?? '{}') as Recipe;
const code = new FileStamps();
for (const file of recipe.codeFiles) code.note(file);

function run(): void {
  // Nothing has been read or done yet: the launcher takes the program's files instead.
  if (code.changed() !== undefined) process.exit(IMAGE_UNFIT);
  void start(() => Promise.resolve(main));
}

loadEveryCommand()
  .then(() => prepare(recipe))
  .then(
    () => startupSnapshot.setDeserializeMainFunction(run),
    (thrown: unknown) => {
      console.error(thrown instanceof Error ? thrown.message : thrown);
      process.exit(1);
    },
  );
