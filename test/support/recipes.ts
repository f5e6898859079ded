/** The recipes of docs/training.md, so that what stands there is what was tried. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../docs/training.md');

/** The block whose first comment is `# name`, with each of `replaced` put in the place of what the page says. */
export function recipe(name: string, replaced: Readonly<Record<string, string>>): string {
  const blocks = readFileSync(PAGE, 'utf8').split(/^```.*\n/m);
  const found = blocks.find(block => new RegExp(`^(?:#!.*\n)?# ${RegExp.escape(name)}\n`).test(block));
  assert.ok(found !== undefined, `docs/training.md has no ${name}`);
  return Object.entries(replaced).reduce((text, [from, to]) => text.replaceAll(from, to), found);
}
