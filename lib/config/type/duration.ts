/** A length of time: `500ms`, `90s`, `10m`, `2h`, `7d`, `2w`, or a number of seconds. Read as milliseconds. */
import { unexpected, type ValueType } from '../value-type.ts';

const UNIT_MS = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/** `minimum` and `maximum` in the same form, both included. */
export function duration(bounds: {
  readonly minimum: string;
  readonly maximum: string;
}): ValueType<number, 'Ms'> {
  const title = 'a length of time such as 90s, 10m or 7d';
  const minimumMs = durationMs(bounds.minimum) ?? 0;
  const maximumMs = durationMs(bounds.maximum) ?? Infinity;
  return {
    schema: {
      title,
      description: `At least ${bounds.minimum}, at most ${bounds.maximum}.`,
      type: ['number', 'string'],
      pattern: '^[0-9]+(\\.[0-9]+)?(ms|[smhdw])?$',
    },
    unit: 'Ms',
    read: (raw, context) => {
      const valueMs = durationMs(raw);
      if (valueMs === undefined) return unexpected(raw, title, context, minimumMs);
      if (valueMs < minimumMs)
        return context.fault(`must be at least ${bounds.minimum}, got ${String(raw)}`, minimumMs);
      if (valueMs > maximumMs)
        return context.fault(`must be at most ${bounds.maximum}, got ${String(raw)}`, maximumMs);
      return valueMs;
    },
  };
}

function durationMs(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw * 1000;
  if (typeof raw !== 'string') return undefined;
  const [, digits, unit] = /^([0-9]+(?:\.[0-9]+)?)(ms|[smhdw])?$/.exec(raw) ?? [];
  const factor = UNIT_MS.get(unit ?? 's');
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
