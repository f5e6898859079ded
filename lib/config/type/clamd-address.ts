/** Where a clamd listens: `unix:/run/clamav/clamd.ctl`, the bare path, `tcp:localhost:3310` or `localhost:3310`. */
import { unexpected, type ValueType } from '../value-type.ts';

export type ClamdAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

const FORM = String.raw`^((unix:)?/.+|(tcp:)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5})$`;

export function clamdAddress(): ValueType<ClamdAddress> {
  const title = 'a socket path or host:port';
  const nowhere = { kind: 'unix', path: '/' } as const;
  return {
    schema: { title, type: 'string', pattern: FORM },
    unit: '',
    read: (raw, context) => {
      if (typeof raw !== 'string') return unexpected(raw, title, context, nowhere);
      if (/^(?:unix:)?\//.test(raw)) return { kind: 'unix', path: raw.replace(/^unix:/, '') };
      const [, host, digits] = /^(?:tcp:)?(.+):([0-9]+)$/.exec(raw) ?? [];
      const port = Number(digits);
      if (host === undefined || port < 1 || port > 65535) {
        return context.fault(`expected a port from 1 to 65535, got ${digits ?? ''}`, nowhere);
      }
      return { kind: 'tcp', host: host.replace(/^\[(.*)\]$/, '$1'), port };
    },
  };
}
