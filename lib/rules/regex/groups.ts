/** Facts about capturing groups that decide how a backreference is written. */
import type { Alternatives, RegexNode } from './ast.ts';

/** Whether the group can be passed by: it stands in an alternative, an optional repeat or a negative lookaround. */
export function mayBeUnset(body: Alternatives, group: number): boolean {
  return !certain(body, group);
}

function certain(body: Alternatives, group: number): boolean {
  return body.length === 1 && (body[0] ?? []).some(node => certainIn(node, group));
}

function certainIn(node: RegexNode, group: number): boolean {
  switch (node.kind) {
    case 'group':
      return node.capture === group || certain(node.body, group);
    case 'atomic':
      return certain(node.body, group);
    case 'look':
      return !node.negated && certain(node.body, group);
    case 'repeat':
      return node.min > 0 && certainIn(node.body, group);
    case 'byte':
    case 'set':
    case 'assert':
    case 'backreference':
      return false;
  }
}

/** Whether the group can match the empty string. */
export function mayBeEmpty(body: Alternatives, group: number): boolean {
  const found = findGroup(body, group);
  return found === undefined || nullable(found);
}

function findGroup(body: Alternatives, group: number): Alternatives | undefined {
  for (const node of body.flat()) {
    let inner = node;
    while (inner.kind === 'repeat') inner = inner.body;
    if (inner.kind !== 'group' && inner.kind !== 'atomic' && inner.kind !== 'look') continue;
    if (inner.kind === 'group' && inner.capture === group) return inner.body;
    const deeper = findGroup(inner.body, group);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function nullable(body: Alternatives): boolean {
  return body.some(branch => branch.every(nullableNode));
}

function nullableNode(node: RegexNode): boolean {
  switch (node.kind) {
    case 'byte':
    case 'set':
      return false;
    case 'assert':
    case 'look':
    case 'backreference':
      return true;
    case 'group':
    case 'atomic':
      return nullable(node.body);
    case 'repeat':
      return node.min === 0 || nullableNode(node.body);
  }
}
