/** The part of the clamscan package that instream.ts uses; the package has no types of its own. */
declare module 'clamscan' {
  import type { Duplex, Readable } from 'node:stream';

  class NodeClam {
    init(options: {
      preference: string;
      clamdscan: { socket: string; path: null; bypassTest: boolean; localFallback: boolean };
      clamscan: { path: null; active: boolean };
    }): Promise<this>;
    scanStream(stream: Readable): Promise<{ isInfected: boolean | null; viruses: readonly string[] }>;
    /** Opens the connection; overridden, see instream.ts. */
    _initSocket(label?: string): Promise<Duplex>;
  }
  export default NodeClam;
}
