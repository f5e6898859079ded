/** Where a clamd listens, and how that is written in logs: `unix:/run/clamav/clamd.ctl`, `tcp:localhost:3310`. */
export type ClamdAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export function formatClamdAddress(address: ClamdAddress): string {
  switch (address.kind) {
    case 'unix':
      return `unix:${address.path}`;
    case 'tcp':
      return `tcp:${address.host}:${address.port}`;
  }
}
