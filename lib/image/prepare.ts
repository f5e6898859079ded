/** Reads configuration and rules into the memory that becomes the image, and runs the program's ways on sample messages. */
import { Deadline } from '../deadline.ts';
import { loadSettings } from '../config/load.ts';
import { inspect } from '../inspect.ts';
import { memorySource } from '../io/memory-source.ts';
import { openServices } from '../services.ts';
import type { Recipe } from './recipe.ts';
import { sampleMessages } from './samples.ts';

const TIME_LIMIT_MS = 60_000;

/** Throws ConfigError or UsageError for what cannot be read. */
export async function prepare({ config }: Recipe): Promise<void> {
  const settings = await loadSettings(config === undefined ? {} : { file: config });
  const services = openServices(
    { ...settings, virus: { ...settings.virus, clamd: [], clamscan: null } },
    { temporaryDirectory: '/tmp', xdgStateHome: undefined, homeDirectory: '/nonexistent' },
  );
  for (const sample of sampleMessages())
    await inspect(memorySource(Buffer.from(sample)), undefined, services, new Deadline(TIME_LIMIT_MS));
}
