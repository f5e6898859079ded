/** What the processes of a daemon have used so far: proc(5), by parentage, since daemons make process groups of their own. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc/PID/stat: sysconf(_SC_CLK_TCK), 100 on every Linux that has Debian packages. */
const TICKS_PER_SECOND = 100;

export interface TreeUsage {
  /** User and system, children that have ended included. */
  readonly cpuMs: number;
  /** Peak resident memory of the largest process, kilobytes. */
  readonly peakKb: number;
}

/** The process and all that descend from it. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat === undefined) continue;
    const siblings = children.get(stat.parent);
    if (siblings === undefined) children.set(stat.parent, [Number(name)]);
    else siblings.push(Number(name));
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** When the process began, in ticks since the machine did: tells it from a later one of the same number. undefined: it is gone. */
export function beginning(pid: number): number | undefined {
  return statOf(pid)?.beginning;
}

export function treeUsage(root: number): TreeUsage {
  const tree = processTree(root);
  const ticks = tree.reduce((sum, pid) => sum + (statOf(pid)?.ticks ?? 0), 0);
  return {
    cpuMs: (ticks * 1000) / TICKS_PER_SECOND,
    peakKb: Math.max(0, ...tree.map(peakKb)),
  };
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
  readonly beginning: number;
}

/** undefined when the process is gone. */
function statOf(pid: number): Stat | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything. Fields after it: state, parent ...; 14 to 17 are the times, 22 is the beginning.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  const at = (field: number) => Number(fields[field - 3]);
  return { parent: at(4), ticks: at(14) + at(15) + at(16) + at(17), beginning: at(22) };
}

function peakKb(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1] ?? 0);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
