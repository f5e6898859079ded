/**
 * With a virus scanner: X-Virus-Status (`Clean`, `Infected (NAME)`, `Unchecked`) and, infected, X-Spam-Virus. Whole fields,
 * folded with `\n`, no final newline; none when no scanner was asked.
 */
import type { CheckState, VirusFinding } from '../check/report.ts';
import { foldField } from '../rules/report/fold-field.ts';

const MAX_VIRUS_NAMES = 5;
const MAX_VIRUS_NAME_CHARS = 100;

export function virusFields(virus: CheckState<VirusFinding>): string[] {
  switch (virus.state) {
    case 'skipped':
      return [];
    case 'error':
      return ['X-Virus-Status: Unchecked'];
    case 'done':
      return fieldsOf(virus.finding);
  }
}

export function isInfected(virus: CheckState<VirusFinding>): boolean {
  return virus.state === 'done' && virus.finding.viruses.length > 0;
}

/** Fields that say the same of a message that comes in. Given the name in lower case. */
export function isVirusField(name: string): boolean {
  return name === 'x-virus-status' || name === 'x-spam-virus';
}

function fieldsOf({ viruses, unscanned }: VirusFinding): string[] {
  if (viruses.length === 0) return [`X-Virus-Status: ${unscanned.length === 0 ? 'Clean' : 'Unchecked'}`];
  const names = viruses.slice(0, MAX_VIRUS_NAMES).map(asciiOnly).join(', ');
  return [foldField('X-Virus-Status', `Infected (${names})`), foldField('X-Spam-Virus', `Yes (${names})`)];
}

/** What may stand in a header field without encoding. */
function asciiOnly(text: string): string {
  return text.slice(0, MAX_VIRUS_NAME_CHARS).replace(/[^!-~]/g, '_');
}
