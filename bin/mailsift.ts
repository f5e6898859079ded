/** The program as its source files are, without an image; see lib/cli/start.ts and bin/mailsift. */
import { start } from '../lib/cli/start.ts';

await start(async () => (await import('../lib/cli/main.ts')).main);
