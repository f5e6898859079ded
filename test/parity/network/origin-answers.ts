/**
 * TXT records of the made-up DNS by which a message's origin is judged: SPF, DMARC, DKIM keys, ADSP, each chosen by a hash of the name.
 * The keys are one key that signed nothing: what the corpora have as signatures is signed, and not valid.
 */
const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB';

const SPF = [
  'v=spf1 +all',
  'v=spf1 -all',
  'v=spf1 ~all',
  'v=spf1 ?all',
  'v=spf1 a mx -all',
  'v=spf1 ip4:0.0.0.0/1 -all',
  'v=spf1 ip4:0.0.0.0/1 ip6:2000::/3 ~all',
  'v=spf1 include:_spf.%{d} -all',
  'v=spf1 redirect=_spf.other.example',
  'v=spf1 exists:%{ir}.%{d} -all exp=why.%{d}',
  'v=spf1 nonsense -all',
  'v=spf1 ptr -all',
];
const DMARC = [
  'v=DMARC1; p=none',
  'v=DMARC1; p=quarantine; rua=mailto:d@example.org',
  'v=DMARC1; p=reject; adkim=s; aspf=s',
  'v=DMARC1; p=reject; sp=none',
  'v=DMARC1; p=maybe',
  'v=DMARC1;p=quarantine;pct=0',
];
const ADSP = ['dkim=all', 'dkim=discardable', 'dkim=unknown'];

/** undefined: it has none. */
export function originText(name: string, number: number): string | undefined {
  const pick = (list: readonly string[]): string | undefined => list[Math.trunc(number / 128) % list.length];
  if (name.startsWith('_adsp.')) return number % 4 === 0 ? pick(ADSP) : undefined;
  if (name.includes('._domainkey.')) return number % 4 === 0 ? undefined : `v=DKIM1; k=rsa; p=${KEY}`;
  if (name.startsWith('_dmarc.')) return number % 3 === 0 ? undefined : pick(DMARC);
  if (name.startsWith('why.')) return 'not from %{i}';
  return number % 5 === 0 ? undefined : pick(SPF);
}
