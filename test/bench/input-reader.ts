/** The program that stands for sendmail: it just reads its input. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its path. */
export function inputReader(folder: string): string {
  const path = join(folder, 'reads-its-input');
  writeFileSync(path, '#!/bin/sh\nexec cat >/dev/null\n', { mode: 0o755 });
  return path;
}
