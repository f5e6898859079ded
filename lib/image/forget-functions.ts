/**
 * Drops the compiled code of all functions while an image is made: what runs afterwards is compiled again and is in the image, what
 * does not is in the way of every run. Node.js itself compiles whatever it loads then, used or not.
 */
import { queryObjects, setFlagsFromString } from 'node:v8';
import { FileStamps } from '../io/file-stamps.ts';

export function forgetFunctions(): void {
  setFlagsFromString('--flush-bytecode');
  setFlagsFromString('--stress-flush-code');
  // Whatever it counts: it looks through the memory for what is in use, which is when code is dropped.
  queryObjects(FileStamps, { format: 'count' });
  setFlagsFromString('--no-stress-flush-code');
  setFlagsFromString('--no-flush-bytecode');
}
