/** What was found in which element: lists of notes, one for each set (of literals, or an automaton). JavaScript reads them in place. */
import { LAST, NOTE_COUNT, NOTES, reserve } from './heap';

const NOTE_BYTES: u32 = 8;

/** False: the memory did not suffice, so what is not noted may be there, too. */
export let isComplete: bool = true;

/** Forgets all. False: there is no memory. */
export function beginNotes(setCount: u32): bool {
  isComplete = reserve(LAST, 0, setCount << 2) && reserve(NOTES, 0, NOTE_BYTES);
  if (!isComplete) return false;
  memory.fill(load<u32>(LAST), 0, setCount << 2);
  store<u32>(NOTE_COUNT, 1);
  return true;
}

/** Elements come in ascending order; what is noted twice counts once. */
export function note(set: u32, element: u32): void {
  const last = load<u32>(LAST) + (set << 2);
  const before = load<u32>(last);
  if (before != 0 && load<u32>(load<u32>(NOTES) + before * NOTE_BYTES) == element) return;
  const count = load<u32>(NOTE_COUNT);
  const used = count * NOTE_BYTES;
  if (!reserve(NOTES, used, used + NOTE_BYTES)) {
    isComplete = false;
    return;
  }
  const at = load<u32>(NOTES) + used;
  store<u32>(at, element);
  store<u32>(at, before, 4);
  store<u32>(last, count);
  store<u32>(NOTE_COUNT, count + 1);
}
