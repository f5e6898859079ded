/** A number within bounds, both included. */
import { unexpected, type ValueType } from '../value-type.ts';

export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

export function number(bounds: Bounds = {}): ValueType<number> {
  return numberOf('number', 'a number', bounds);
}

export function integer(bounds: Bounds = {}): ValueType<number> {
  return numberOf('integer', 'a whole number', bounds);
}

function numberOf(type: 'number' | 'integer', title: string, bounds: Bounds): ValueType<number> {
  return {
    schema: { title, type, ...bounds },
    unit: '',
    read: (raw, context) => (typeof raw === 'number' ? raw : unexpected(raw, title, context, 0)),
    parse: text => {
      const value = Number(text ?? '1');
      if (text === '' || !Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) {
        return { ok: false, fault: `expected ${title}, got ${JSON.stringify(text)}` };
      }
      if (value < (bounds.minimum ?? -Infinity))
        return { ok: false, fault: `must be at least ${bounds.minimum ?? 0}` };
      if (value > (bounds.maximum ?? Infinity))
        return { ok: false, fault: `must be at most ${bounds.maximum ?? 0}` };
      return { ok: true, value };
    },
  };
}
