/**
 * The targets outside a package that one of its relationship parts names (ECMA-376, Open Packaging Conventions, section 9.3):
 * at most one for each `Relationship` element. Byte strings; linear.
 */
export interface Relations {
  /** There is something that can be told apart as relations. */
  readonly isAny: boolean;
  readonly external: readonly string[];
}

export function readRelations(rels: string): Relations {
  const elements = rels.split(/Relationship[\t-\r ]/);
  return {
    isAny: elements.some(element => element !== ''),
    external: elements.flatMap(element => externalTarget(element) ?? []),
  };
}

/** The first target, if the word that makes it external follows. By search, since a regex would start again at each target. */
function externalTarget(element: string): string | undefined {
  const start = /Target="/i.exec(element);
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  const end = element.indexOf('"', from);
  if (end < 0 || !/TargetMode="External"/i.test(element.slice(end + 1))) return undefined;
  return element.slice(from, end);
}
