/**
 * Strongly connected components of a graph, or of what a part of its states make, that have a cycle: those first that
 * lead to no others (Tarjan's algorithm, without recursion).
 */
export function cyclicComponents(
  next: readonly ReadonlyMap<number, unknown>[],
  part: ReadonlySet<number> = new Set(next.keys()),
): readonly (readonly number[])[] {
  const order = new Map<number, number>();
  const low: number[] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  const found: (readonly number[])[] = [];
  const lower = (state: number, value: number): void => {
    low[state] = Math.min(low[state] ?? value, value);
  };
  const enter = (state: number): Visit => {
    order.set(state, order.size);
    lower(state, order.size - 1);
    open.push(state);
    isOpen.add(state);
    return { state, moves: (next[state] ?? new Map<number, unknown>()).keys() };
  };
  const close = (state: number): void => {
    if (low[state] !== order.get(state)) return;
    const members = open.splice(open.lastIndexOf(state));
    for (const member of members) isOpen.delete(member);
    if (members.length > 1 || next[state]?.has(state) === true) found.push(members);
  };
  for (const root of part) {
    if (order.has(root)) continue;
    const visits = [enter(root)];
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const { done, value } = visit.moves.next();
      if (done === true) {
        visits.pop();
        close(visit.state);
        const parent = visits.at(-1);
        if (parent !== undefined) lower(parent.state, low[visit.state] ?? 0);
      } else if (!part.has(value)) continue;
      else if (!order.has(value)) visits.push(enter(value));
      else if (isOpen.has(value)) lower(visit.state, order.get(value) ?? 0);
    }
  }
  return found;
}

interface Visit {
  readonly state: number;
  readonly moves: MapIterator<number>;
}
