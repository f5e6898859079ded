/** The program as its source files are, without an image; see lib/cli/start.ts and bin/mailsift. */
import { start } from '../lib/cli/start.ts';

await start(async () => {
  const [{ main }, { COMMANDS }] = await Promise.all([
    import('../lib/cli/main.ts'),
    import('../lib/cli/commands.ts'),
  ]);
  const status = await main(process.argv.slice(2), COMMANDS);
  if (process.env['MAILSIFT_IMAGE_UNFIT'] !== undefined)
    (await import('../lib/cli/renew-image.ts')).renewImage();
  return status;
});
