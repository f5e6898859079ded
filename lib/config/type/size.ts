/** A number of bytes: `400k`, `25M`, `1G` (powers of 1024), or a plain number. */
import type { Parsed } from '../../lookup/file-table.ts';
import type { ValueType } from '../value-type.ts';

const FACTORS = new Map([
  ['', 1],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
]);

/** `minimum` and `maximum` in the same form, both included. */
export function size(bounds: { readonly minimum: string; readonly maximum: string }): ValueType<number> {
  const title = 'a number of bytes such as 65536, 400k or 25M';
  const minimum = sizeBytes(bounds.minimum) ?? 0;
  const maximum = sizeBytes(bounds.maximum) ?? Infinity;
  function parse(raw: unknown): Parsed<number> {
    const value = sizeBytes(raw);
    if (value === undefined) return { ok: false, fault: `expected ${title}, got ${JSON.stringify(raw)}` };
    if (value < minimum)
      return { ok: false, fault: `must be at least ${bounds.minimum}, got ${String(raw)}` };
    if (value > maximum) return { ok: false, fault: `must be at most ${bounds.maximum}, got ${String(raw)}` };
    return { ok: true, value };
  }
  return {
    schema: {
      title,
      description: `At least ${bounds.minimum}, at most ${bounds.maximum}.`,
      type: ['integer', 'string'],
      pattern: '^[0-9]+[kKmMgG]?$',
    },
    unit: '',
    read: (raw, context) => {
      const parsed = parse(raw);
      return parsed.ok ? parsed.value : context.fault(parsed.fault, minimum);
    },
    parse: given =>
      given === undefined ? { ok: false, fault: `expected ${title} behind the key` } : parse(given),
  };
}

function sizeBytes(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw;
  if (typeof raw !== 'string') return undefined;
  const [, digits, suffix] = /^([0-9]+)([kmg]?)$/i.exec(raw) ?? [];
  const factor = FACTORS.get((suffix ?? '').toLowerCase());
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
