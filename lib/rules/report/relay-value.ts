/** Single values from the relay strings of a message (spec 2.8): `[ ip=192.0.2.1 rdns=a.example helo=a ... ] [ ... ]`. */
import type { Views } from '../../views/views.ts';

/** `index` counts from 0 at the newest relay, or from -1 at the oldest. '' when there is none, or it has no such value. */
export function relayValue(
  views: Pick<Views, 'header'>,
  side: 'Trusted' | 'External',
  index: number,
  key: 'ip' | 'rdns' | 'helo',
): string {
  const relays =
    views
      .header(`X-Spam-Relays-${side}`)
      .join('')
      .match(/\[ [^\]]*\]/g) ?? [];
  const relay = relays.at(index) ?? '';
  return new RegExp(` ${key}=(\\S*) `).exec(relay)?.[1] ?? '';
}

/** As in names below in-addr.arpa. and ip6.arpa. */
export function reverseIp(ip: string): string {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return ip.split('.').reverse().join('.');
  if (!/^[\da-f:]{2,39}$/i.test(ip) || !ip.includes(':')) return '';
  const [head = '', tail = ''] = ip.split('::');
  const left = groups(head);
  const right = groups(tail);
  const middle = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0000');
  return [...left, ...middle, ...right].join('').split('').reverse().join('.');
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':').map(group => group.toLowerCase().padStart(4, '0'));
}
