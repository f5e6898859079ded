/**
 * Stands in for the WebAssembly that searches texts (machine.ts) where there is none, as while an image is made: whatever is sought is
 * found in every element. What JavaScript does around a search is done all the same, so that an image has it compiled.
 */
import { aligned } from './block.ts';
import { LAST, NOTE_COUNT, NOTES } from './search-code.ts';
import type { Code } from './search-code.ts';

const FIRST_BYTE = 64;
const MAX_BYTES = 1 << 30;
const WORD_BITS = 2;
const NOTE_BITS = 3;

export function standIn(): Code {
  const buffer = new ArrayBuffer(FIRST_BYTE, { maxByteLength: MAX_BYTES });
  const allocate = (bytes: number): number => {
    const at = buffer.byteLength;
    if (at + bytes > MAX_BYTES) return 0;
    buffer.resize(aligned(at + bytes));
    return at;
  };
  return {
    memory: { buffer },
    allocateGroup: allocate,
    reserveText: bytes => allocate(Math.max(bytes, 1)),
    search: (group, _, elements) => {
      const setCount = new Uint32Array(buffer)[group >>> WORD_BITS] ?? 0;
      const last = allocate(setCount << WORD_BITS);
      const notes = allocate((1 + setCount * elements) << NOTE_BITS);
      if (last === 0 || notes === 0) return 0;
      const words = new Uint32Array(buffer);
      let count = 1;
      for (let element = 0; element < elements; element += 1)
        for (let set = 0; set < setCount; set += 1) {
          const own = (last >>> WORD_BITS) + set;
          words.set([element, words[own] ?? 0], (notes + (count << NOTE_BITS)) >>> WORD_BITS);
          words[own] = count;
          count += 1;
        }
      words[LAST] = last;
      words[NOTES] = notes;
      words[NOTE_COUNT] = count;
      return 1;
    },
  };
}
