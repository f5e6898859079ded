/** Text and signature of the first text/plain part: what stands before and behind the last `-- ` line. Key of MessageContext.once. */
import { leavesOf } from '../../../views/mime/parse-mime.ts';
import type { MessageContext } from '../plugin.ts';

export interface SignatureFacts {
  readonly bodyBytes: number;
  readonly signatureBytes: number;
  /** Body by signature; a million without one. */
  readonly ratio: number;
}

/** What follows a separator at the very end is none. */
const SHORTEST_SIGNATURE = 4;
const NO_SIGNATURE_RATIO = 1_000_000;

export function signatureFacts({ views }: MessageContext): SignatureFacts | undefined {
  const part = leavesOf(views.mime).find(leaf => leaf.contentType.type.startsWith('text/plain'));
  if (part === undefined) return undefined;
  const text = part.decoded();
  let bodyBytes = text.length;
  let signatureBytes = 0;
  for (const match of text.matchAll(/^-- ?\r?$/gm)) {
    const behind = text.length - match.index - match[0].length;
    if (behind <= SHORTEST_SIGNATURE) continue;
    bodyBytes = match.index;
    signatureBytes = behind;
  }
  const ratio = signatureBytes === 0 ? NO_SIGNATURE_RATIO : bodyBytes / signatureBytes;
  return { bodyBytes, signatureBytes, ratio };
}
