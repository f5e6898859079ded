/** One byte, or a set of bytes, as V8 source. */
import type { ByteSet } from './ast.ts';

/** Bytes above 7F are not spelled out: V8 reads the source at each start, and with replace_tags most of it are those. */
export function byteSource(code: number): string {
  const char = String.fromCharCode(code);
  return /[A-Za-z0-9_ '"<>@#%&,;:=!~`\x80-\xff-]/.test(char) ? char : escaped(code);
}

/** A set of most bytes is written by those that it lacks. */
export function setSource({ negated, bytes }: ByteSet): string {
  let count = 0;
  for (const one of bytes) count += one;
  return count > 128
    ? `[${negated ? '' : '^'}${rangesSource(bytes.map(one => 1 - one))}]`
    : `[${negated ? '^' : ''}${rangesSource(bytes)}]`;
}

function rangesSource(bytes: Uint8Array): string {
  let ranges = '';
  for (let code = 0; code < 256; code += 1) {
    if (bytes[code] !== 1) continue;
    let end = code;
    while (bytes[end + 1] === 1) end += 1;
    ranges += classByte(code) + (end > code ? `${end > code + 1 ? '-' : ''}${classByte(end)}` : '');
    code = end;
  }
  return ranges;
}

function classByte(code: number): string {
  return code > 0x7f || /[A-Za-z0-9]/.test(String.fromCharCode(code))
    ? String.fromCharCode(code)
    : escaped(code);
}

function escaped(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}
