/** A date as RFC 5322 3.3 writes it, in UTC: `Sat, 21 Nov 2026 01:31:43 +0000`. */
export function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
