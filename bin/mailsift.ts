/** The program as its source files are, without an image; see lib/cli/start.ts and bin/mailsift. */
import { launchedImage } from '../lib/cli/launched.ts';
import { start } from '../lib/cli/start.ts';

await start(async () => {
  const { isUnfit } = launchedImage();
  const [{ main, programFor }, { COMMANDS }] = await Promise.all([
    import('../lib/cli/main.ts'),
    import('../lib/cli/commands.ts'),
  ]);
  const arguments_ = process.argv.slice(2);
  const status = await main(arguments_, await programFor(arguments_[0] ?? '', COMMANDS));
  if (isUnfit) (await import('../lib/cli/renew-image.ts')).renewImage();
  return status;
});
