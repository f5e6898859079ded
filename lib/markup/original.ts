/**
 * The message as it was before it was marked (remove-markup.ts). An mbox `From ` line at the beginning of the source stays.
 */
import { memorySource } from '../io/memory-source.ts';
import type { ByteSource } from '../io/source.ts';
import { subSource } from '../io/sub-source.ts';
import { fromLineEnd } from '../inputs/from-line.ts';
import type { RewritableHeader } from '../rules/report/settings.ts';
import { headerLines } from './header-lines.ts';
import { withoutMarkup } from './remove-markup.ts';

export function unmarked(
  source: ByteSource,
  rewrites: () => ReadonlyMap<RewritableHeader, string>,
): ByteSource {
  const start = fromLineEnd(source);
  const message = subSource(source, start);
  const header = headerLines(message);
  const body = message.read(header.bodyOffset, message.sizeBytes).toString('latin1');
  const clean = withoutMarkup(header, body, rewrites);
  return memorySource(Buffer.concat([source.read(0, start), Buffer.from(clean, 'latin1')]));
}
