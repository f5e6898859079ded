/** A name server: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`, `fe80::1%eth0`. */
import { parseServer, type DnsServerAddress } from '../../net/dns-server.ts';
import { unexpected, type ValueType } from '../value-type.ts';

const FORM = String.raw`^(\[[0-9A-Fa-f:.]+(%[\w.~-]+)?\]|[0-9A-Fa-f:.]+(%[\w.~-]+)?)(:[0-9]{1,5})?$`;

export function dnsServer(): ValueType<DnsServerAddress> {
  const title = 'an IP address, with :PORT if needed';
  const nowhere = { host: '127.0.0.1', port: 53 };
  return {
    schema: { title, type: 'string', pattern: FORM },
    unit: '',
    read: (raw, context) => {
      if (typeof raw !== 'string') return unexpected(raw, title, context, nowhere);
      return parseServer(raw) ?? context.fault(`expected ${title}, got ${raw}`, nowhere);
    },
  };
}
