/**
 * Breadth-first search for the shortest text that leads from one place to another. Places are numbers; what a move reads
 * is a set of bytes, bit N for byte N. The allowance is shared by all searches of a regex, so that they end in time.
 */
export interface Move {
  readonly to: number;
  readonly bytes: bigint;
}

export interface Allowance {
  /** Moves that may still be looked at. */
  moves: number;
}

export interface Found {
  readonly origin: number;
  /** Places behind the first one, in order. */
  readonly places: readonly number[];
  /** What each of these moves reads. */
  readonly bytes: readonly bigint[];
}

/** At least one move; undefined: there is no way, or it was not found in time. */
export function findWay(
  from: readonly number[],
  movesOf: (place: number) => Iterable<Move>,
  isGoal: (place: number, before: number) => boolean,
  allowance: Allowance,
): Found | undefined {
  const cameBy = new Map<number, { readonly before: number; readonly bytes: bigint } | undefined>(
    from.map(place => [place, undefined]),
  );
  const queue = [...from];
  for (const place of queue) {
    for (const { to, bytes } of movesOf(place)) {
      allowance.moves -= 1;
      if (allowance.moves < 0) return undefined;
      if (isGoal(to, place)) return wayTo(place, { to, bytes }, cameBy);
      if (cameBy.has(to)) continue;
      cameBy.set(to, { before: place, bytes });
      queue.push(to);
    }
  }
  return undefined;
}

function wayTo(
  place: number,
  last: Move,
  cameBy: ReadonlyMap<number, { readonly before: number; readonly bytes: bigint } | undefined>,
): Found {
  const places = [last.to];
  const bytes = [last.bytes];
  let at = place;
  for (let step = cameBy.get(at); step !== undefined; step = cameBy.get(at)) {
    places.push(at);
    bytes.push(step.bytes);
    at = step.before;
  }
  return { origin: at, places: places.reverse(), bytes: bytes.reverse() };
}
