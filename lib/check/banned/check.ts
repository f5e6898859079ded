/**
 * The banned check, as amavisd-new does it, on the MIME parts of a message: every leaf is tested together with all it
 * stands in. Rules are taken in order and, for each, the attributes from the outermost part inwards; the first match
 * decides, and allows the leaf if the rule says so. A leaf is told once, by its own attributes.
 *
 * Members of archives are no parts (yet). Never throws for what a message contains.
 */
import type { Message, Part } from '../../message/message.ts';
import type { BannedFinding, CheckState } from '../report.ts';
import type { BannedRule } from './rule.ts';
import { HEAD_BYTES, shortTypes } from './short-types.ts';

export { defaultBannedRules } from './default-rules.ts';

export function checkBanned(message: Message, rules: readonly BannedRule[]): CheckState<BannedFinding> {
  const start = performance.now();
  const nodes = message.parts.map(part => describe(part, rules));
  const byPath = new Map(nodes.map(node => [node.path, node]));
  const enclosing = new Set(nodes.flatMap(({ path }) => pathsAround(path)));
  const names: string[] = [];
  for (const leaf of nodes) {
    if (enclosing.has(leaf.path)) continue;
    const around = pathsAround(leaf.path).map(path => byPath.get(path)?.firstRule ?? Infinity);
    const rule = rules[Math.min(leaf.firstRule, ...around)];
    if (rule !== undefined && !rule.allow) names.push(shown(leaf, rule));
  }
  return { state: 'done', finding: { names: [...new Set(names)] }, ms: performance.now() - start };
}

interface Node {
  readonly path: string;
  /** Declared type, types by contents, names: in amavisd-new's order. */
  readonly attributes: readonly string[];
  /** Index of the first rule that matches one of them; Infinity for none. */
  readonly firstRule: number;
}

function describe(part: Part, rules: readonly BannedRule[]): Node {
  const types = shortTypes(part.content(HEAD_BYTES)).map(type => `.${type}`);
  const attributes = [part.contentType, ...types, ...part.names].filter(text => text !== '');
  // search, not test: it keeps no position in a pattern with the flag g.
  const first = rules.findIndex(({ pattern }) => attributes.some(text => text.search(pattern) >= 0));
  return { path: part.path, attributes, firstRule: first < 0 ? Infinity : first };
}

/**
 * The paths of the parts that a part stands in. The message itself is `0` and so is an embedded message in its part:
 * `2.1` stands in `0`, `2` and, if `2` is a message/rfc822, in `2.0`.
 */
function pathsAround(path: string): string[] {
  const steps = path.split('.');
  const outer = steps.slice(0, -1).flatMap((_, index) => {
    const enclosing = steps.slice(0, index + 1).join('.');
    return [enclosing, `${enclosing}.0`];
  });
  return ['0', ...outer].filter(around => around !== path);
}

const MAX_SHOWN_CHARS = 200;

function shown(leaf: Node, { comment }: BannedRule): string {
  const text = leaf.attributes.join(',');
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?').replace(/ {6,}/g, ' ... ');
  return `${comment === undefined ? '' : `${comment}:`}${clean}`.slice(0, MAX_SHOWN_CHARS);
}
