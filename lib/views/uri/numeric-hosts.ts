/** IPv4 addresses written in other ways than people do (spec 2.11): octal and hexadecimal octets, one number. */
export function numericHosts(host: string): readonly string[] {
  if (/^(?:(?:0x[0-9a-f]{1,16}|\d{1,16})\.){3}(?:0x[0-9a-f]{1,16}|\d{1,16})$/i.test(host))
    return [host.split('.').map(octet).join('.')];
  if (/^0x[0-9a-f]{1,64}$/i.test(host)) return [dotted(Number.parseInt(host.slice(2).slice(-8), 16))];
  return /^[0-9]{1,64}$/.test(host) ? [dotted(Number(host))] : [];
}

function octet(text: string): string {
  if (/^0x/i.test(text)) return String(Number.parseInt(text, 16));
  const octal = /^0+([1-3][0-7]{0,2}|[4-7][0-7]?)$/.exec(text)?.[1];
  return octal === undefined ? text.replace(/^0+/, '') : String(Number.parseInt(octal, 8));
}

/** The number modulo 2^32. */
function dotted(value: number): string {
  const bits = value % 2 ** 32;
  return [24, 16, 8, 0].map(shift => Math.floor(bits / 2 ** shift) % 256).join('.');
}
