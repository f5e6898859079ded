/** An IP address as it stands in names below in-addr.arpa. and ip6.arpa. (RFC 1035 3.5, RFC 3596 2.5); '' for what is none. */
export function reverseIp(ip: string): string {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(ip)) return ip.split('.').reverse().join('.');
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
