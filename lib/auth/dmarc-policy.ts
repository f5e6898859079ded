/** A DMARC record (RFC 7489, section 6.3), as leniently as Mail::DMARC reads it. */
export type Disposition = 'none' | 'quarantine' | 'reject';

export interface DmarcPolicy {
  readonly disposition: Disposition;
  /** Of domains below; undefined: the same. */
  readonly subdomains: Disposition | undefined;
  readonly strictDkim: boolean;
  readonly strictSpf: boolean;
  readonly percent: number | undefined;
}

/** undefined: no version, no policy, or one that there is not. */
export function readPolicy(record: string): DmarcPolicy | undefined {
  const tags = new Map<string, string>();
  for (const piece of record.replace(/\s+/g, '').replaceAll('\\;', ';').split(';')) {
    const [, name = '', value = ''] = /^([^=:-]+)[=:-](.*)$/s.exec(piece) ?? [];
    if (value !== '') tags.set(name.toLowerCase(), value);
  }
  if (tags.get('v')?.toUpperCase() !== 'DMARC1') return undefined;
  const reports = tags.get('rua') ?? '';
  const disposition = dispositionFrom(
    tags.get('p') ?? (/^mailto:[^,]+@/i.test(reports) ? 'none' : undefined),
  );
  const subdomains = tags.get('sp');
  const below = dispositionFrom(subdomains);
  if (disposition === undefined || (subdomains !== undefined && below === undefined)) return undefined;
  const percent = /^\d{1,3}$/.exec(tags.get('pct') ?? '')?.[0];
  return {
    disposition,
    subdomains: below,
    strictDkim: tags.get('adkim')?.toLowerCase() === 's',
    strictSpf: tags.get('aspf')?.toLowerCase() === 's',
    percent: percent === undefined ? undefined : Number(percent),
  };
}

function dispositionFrom(word: string | undefined): Disposition | undefined {
  const lower = word?.toLowerCase();
  return (['none', 'quarantine', 'reject'] as const).find(one => one === lower);
}
