/** Closes the spool file behind a source that has one; a message kept in memory has nothing to close. */
import type { FileSource } from './file-source.ts';
import type { ByteSource } from './source.ts';

export async function closeSource(source: ByteSource): Promise<void> {
  if (isFile(source)) await source.close();
}

function isFile(source: ByteSource): source is FileSource {
  return 'close' in source && typeof source.close === 'function';
}
