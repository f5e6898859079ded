/** A command that gives each of the files to a program of its own as standard input, some at a time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The list of the files is written to the folder. */
export function eachInput(
  folder: string,
  atATime: number,
  argv: readonly string[],
  files: readonly string[],
): string[] {
  const list = join(folder, 'list');
  writeFileSync(list, files.map(file => `${file}\0`).join(''));
  // xargs(1) cannot open standard input for a program; the shell does it and then becomes the program.
  const script = `exec ${argv.map(quoted).join(' ')} <"$0"`;
  return ['/usr/bin/xargs', '-0', '-n', '1', '-P', String(atATime), '-a', list, '/bin/sh', '-c', script];
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
