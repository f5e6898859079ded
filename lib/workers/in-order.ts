/** Works on several things at once and gives the results in the order of the things. */
export async function* inOrder<T, R>(
  things: AsyncIterable<T>,
  atOnce: number,
  work: (thing: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for await (const thing of things) {
    const result = work(thing);
    // Waited for later; until then nobody hears of a failure.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= atOnce) yield await (running.shift() as Promise<R>);
  }
  for (const result of running) yield await result;
}
