/** The known name nearest to a mistyped one (Levenshtein), or undefined when none is near. */
export function suggest(given: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.ceil(given.length / 3));
  const near = known
    .map(name => ({ name, distance: editDistance(given.slice(0, 64).toLowerCase(), name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** Insertions, deletions, replacements, and neighbours swapped (each one step). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const steps = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      ];
      if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        steps.push((beforeLast[column - 2] ?? 0) + 1);
      current.push(Math.min(...steps));
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
