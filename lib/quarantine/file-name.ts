/** Names of quarantine files: `virus-ID`, `spam-ID.gz`. The mail id in them is the only thing that is looked up. */
import { QUARANTINE_KINDS, type QuarantineKind } from './kinds.ts';

export interface FileName {
  readonly kind: QuarantineKind;
  readonly mailId: string;
  readonly gzip: boolean;
}

const NAME = new RegExp(
  `^(${QUARANTINE_KINDS.join('|')})-([A-Za-z0-9][A-Za-z0-9_-]{10}[A-Za-z0-9])(\\.gz)?$`,
);

export function formatFileName({ kind, mailId, gzip }: FileName): string {
  return `${kind}-${mailId}${gzip ? '.gz' : ''}`;
}

/** null for anything that is no quarantine file: temporary files, notes of a release, files of others. */
export function parseFileName(name: string): FileName | null {
  const match = NAME.exec(name);
  const kind = QUARANTINE_KINDS.find(known => known === match?.[1]);
  const mailId = match?.[2];
  return kind === undefined || mailId === undefined ? null : { kind, mailId, gzip: match?.[3] !== undefined };
}

/** Every name that an item of this id can have. */
export function possibleNames(mailId: string): readonly string[] {
  return QUARANTINE_KINDS.flatMap(kind => [
    formatFileName({ kind, mailId, gzip: false }),
    formatFileName({ kind, mailId, gzip: true }),
  ]);
}
