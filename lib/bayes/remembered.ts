/** Remembers what a function says of words: most words of a message were in earlier ones. Forgets all when there are many. */
const MAX_WORDS = 50_000;

export function remembered<T>(tell: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>();
  return word => {
    let answer = known.get(word);
    if (answer === undefined) {
      answer = tell(word);
      if (known.size >= MAX_WORDS) known.clear();
      known.set(word, answer);
    }
    return answer;
  };
}
