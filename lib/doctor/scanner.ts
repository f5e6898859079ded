/** Whether each configured clamd answers, and how old its signatures are. */
import { formatClamdAddress, type ClamdAddress } from '../check/virus/address.ts';
import { clamdVersion } from '../check/virus/version.ts';
import { describeError } from '../errors.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const AREA = 'clamd';
const DAY_MS = 86_400_000;
const LIMIT_MS = 5000;

export async function examineScanners(addresses: readonly ClamdAddress[], now: Date): Promise<Finding[]> {
  if (addresses.length === 0) {
    return [
      warning(
        AREA,
        'no scanner is configured: nobody looks for viruses',
        'set virus.clamd, for example [ unix:/run/clamav/clamd.ctl ]',
      ),
    ];
  }
  return await Promise.all(addresses.map(address => examine(address, now)));
}

async function examine(address: ClamdAddress, now: Date): Promise<Finding> {
  const name = formatClamdAddress(address);
  try {
    const { version, signatures } = await clamdVersion(address, LIMIT_MS);
    return judgeSignatures(`${name}: ${version}`, signatures, now);
  } catch (thrown) {
    return problem(
      AREA,
      `${name}: ${describeError(thrown)}`,
      'start clamd, or correct virus.clamd; mail waits meanwhile',
    );
  }
}

/** Signatures come several times a day; three days without are a sign that freshclam fails. */
export function judgeSignatures(what: string, signatures: Date | null, now: Date): Finding {
  if (signatures === null) return warning(AREA, `${what}, of unknown age`, 'look whether freshclam runs');
  const days = Math.floor((now.getTime() - signatures.getTime()) / DAY_MS);
  const text = `${what}, signatures ${days} days old`;
  if (days > 30) return problem(AREA, text, 'let freshclam fetch new ones');
  return days > 3 ? warning(AREA, text, 'look whether freshclam runs') : ok(AREA, text);
}
