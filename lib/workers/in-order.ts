/** Works on several things at once and gives the results in the order of the things. */
import { setImmediate } from 'node:timers/promises';

interface Running<R> {
  readonly result: Promise<R>;
  isDone: boolean;
}

export async function* inOrder<T, R>(
  things: AsyncIterable<T>,
  atOnce: number,
  work: (thing: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Running<R>[] = [];
  for await (const thing of things) {
    running.push(started(work(thing)));
    // Some of the work may be done in this process: others, who have answered meanwhile, are to be heard and given more.
    if (atOnce > 1) await setImmediate();
    for (let [first] = running; first !== undefined; [first] = running) {
      if (!first.isDone && running.length < atOnce) break;
      running.shift();
      yield await first.result;
    }
  }
  for (const { result } of running) yield await result;
}

function started<R>(result: Promise<R>): Running<R> {
  const running = { result, isDone: false };
  const end = (): void => {
    running.isDone = true;
  };
  // Waited for later; until then nobody hears of a failure.
  result.then(end, end);
  return running;
}
