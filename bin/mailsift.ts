/** The program as its source files are, without an image; see lib/cli/start.ts and bin/mailsift. */
import { start } from '../lib/cli/start.ts';

await start(async () => {
  const [{ main }, { COMMANDS }] = await Promise.all([
    import('../lib/cli/main.ts'),
    import('../lib/cli/commands.ts'),
  ]);
  return arguments_ => main(arguments_, COMMANDS);
});
