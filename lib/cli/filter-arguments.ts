/**
 * Makes the argument list of `filter` safe to parse: pipe(8) puts addresses where they stand, and one that starts with
 * a dash must not be read as an option. The first argument that is neither a known option nor its value starts the
 * addresses, so `--` goes in front of it. A dash word without `@` is left alone: it is a misspelt option.
 */
import type { Command } from 'commander';

export function separateAddresses(command: Command, arguments_: readonly string[]): string[] {
  for (let at = 0; at < arguments_.length; at += 1) {
    const argument = arguments_[at] ?? '';
    if (argument === '--') break;
    const option = command.options.find(({ short, long }) => argument === short || argument === long);
    if (option !== undefined) {
      if (option.required) at += 1;
      continue;
    }
    const flagWithValue = command.options.some(
      ({ long }) => long !== undefined && argument.startsWith(`${long}=`),
    );
    if (flagWithValue || argument === '-h' || argument === '--help') continue;
    if (argument.startsWith('-') && !argument.includes('@')) break;
    return [...arguments_.slice(0, at), '--', ...arguments_.slice(at)];
  }
  return [...arguments_];
}
