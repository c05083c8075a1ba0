import { type Fields, isFields } from '@tandem/kit';
import { compileMatchers, type Scalar, type ScalarTest } from './matcher.compile.ts';
import type { Alternative, Matcher, Pattern } from './pattern.model.ts';

/** Lists inside each other beyond this hold nothing, as a guard of the stack. Amazon refuses such events. */
const deepest = 1_000;

/**
 * What became of a part of a pattern: it does not hold; it holds because what must not be there is not; or a value of
 * the event makes it hold.
 */
const no = 0;
const byAbsence = 1;
const byValue = 2;
type Verdict = typeof no | typeof byAbsence | typeof byValue;

type Leaf = {
  /** The names with dots between them. */
  readonly path: string;
  /** Where each name begins in it, with the end of the last one. */
  readonly starts: readonly number[];
  readonly test: ScalarTest;
  /** What holds when there is no value. */
  readonly missing: typeof no | typeof byAbsence;
};

type Node = {
  readonly depth: number;
  /** What is asked of the value here itself. */
  readonly leaf: Leaf | null;
  readonly children: ReadonlyMap<string, Node>;
  /** The children again, for a quick walk. */
  readonly steps: readonly (readonly [string, Node])[];
  /** One key with dots can lead further down than a step. */
  readonly isDeep: boolean;
  /** What holds below when there is nothing. */
  readonly missing: typeof no | typeof byAbsence;
};

type Growing = { leaf: Leaf | null; readonly children: Map<string, Growing> };

const insert = (top: Growing, leaf: Leaf): void => {
  let node = top;
  for (const name of leaf.path.split('.')) {
    const next = node.children.get(name) ?? { leaf: null, children: new Map() };
    node.children.set(name, next);
    node = next;
  }
  node.leaf = leaf;
};

const noChildren: ReadonlyMap<string, Node> = new Map();

const nodeOf = ({ leaf, children }: Growing, depth: number): Node => {
  const steps = Array.from(children, ([name, child]) => [name, nodeOf(child, depth + 1)] as const);
  const isAbsent = steps.every(
    ([, below]) => below.missing === byAbsence && below.leaf?.missing !== no,
  );
  return {
    ...{ depth, leaf, steps, children: steps.length > 0 ? new Map(steps) : noChildren },
    isDeep: steps.some(([, below]) => below.steps.length > 0),
    missing: isAbsent ? byAbsence : no,
  };
};

/** One match under way. */
type Walk = {
  /** Work that it may still take: one for each element of a list or key looked at, and for 32 characters of a text. */
  left: number;
  /** Lists around the value that is looked at. */
  depth: number;
};

const own = (object: Fields, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/**
 * One of many values is enough when it is a value that makes it hold; absence has to hold for all of them.
 * Nothing at all is what is missing. What is too much work does not hold, and the walk tells so.
 */
const anyOf = <Value>(
  values: readonly Value[],
  { missing, walk }: { readonly missing: Leaf['missing']; readonly walk: Walk },
  judge: (value: Value) => Verdict,
): Verdict => {
  let verdict: Verdict = missing;
  for (const value of values) {
    walk.left -= 1;
    if (walk.left < 0) return no;
    const one = judge(value);
    if (one === byValue) return byValue;
    if (one === no) verdict = no;
  }
  return verdict;
};

/** Any element of a list, within its depth. */
const anyElement = (
  list: readonly unknown[],
  about: { readonly missing: Leaf['missing']; readonly walk: Walk },
  judge: (value: unknown) => Verdict,
): Verdict => {
  if (about.walk.depth >= deepest) return about.missing;
  about.walk.depth += 1;
  const verdict = anyOf(list, about, judge);
  about.walk.depth -= 1;
  return verdict;
};

const atLeaf = (leaf: Leaf, value: unknown, walk: Walk): Verdict => {
  if (Array.isArray(value))
    return anyElement(value, { missing: leaf.missing, walk }, (item) => atLeaf(leaf, item, walk));
  if (value === undefined || isFields(value)) return leaf.missing;
  if (typeof value === 'string') walk.left -= value.length >> 5;
  // A value that is there but none of those wanted: neither value nor absence holds.
  return leaf.test(value as Scalar) ? byValue : no;
};

/** The number of the name behind `key`, where the way to a leaf goes on with it from the name `from` on; 0: it does not. */
const behind = ({ path, starts }: Leaf, from: number, key: string): number => {
  const start = starts[from] as number;
  if (!path.startsWith(key, start)) return 0;
  // Whether a name ends where the key does.
  const next = start + key.length + 1;
  for (let end = from + 1; end < starts.length; end += 1) {
    const begin = starts[end] as number;
    if (begin >= next) return begin === next ? end : 0;
  }
  return 0;
};

type Reaching = { readonly value: unknown; readonly from: number; readonly walk: Walk };

/** Every way to a leaf through keys that have dots themselves, from the name at `from` on. */
const reach = (leaf: Leaf, { value, from, walk }: Reaching): Verdict => {
  if (from === leaf.starts.length - 1) return atLeaf(leaf, value, walk);
  const about = { missing: leaf.missing, walk };
  if (Array.isArray(value))
    return anyElement(value, about, (item) => reach(leaf, { value: item, from, walk }));
  if (!isFields(value)) return leaf.missing;
  return anyOf(Object.keys(value), about, (key) => {
    const end = behind(leaf, from, key);
    return end === 0 ? leaf.missing : reach(leaf, { value: value[key], from: end, walk });
  });
};

const both = (left: Verdict, right: Verdict): Verdict => {
  if (left === no || right === no) return no;
  return left === byValue || right === byValue ? byValue : byAbsence;
};

/** Whether a key with dots names a way that the pattern goes. */
const isWay = (node: Node, key: string): boolean => {
  let at: Node | undefined = node;
  for (let from = 0; at && from <= key.length; ) {
    const dot = key.indexOf('.', from);
    const end = dot < 0 ? key.length : dot;
    at = at.children.get(key.slice(from, end));
    from = end + 1;
  }
  return at !== undefined;
};

const hasDotted = (node: Node, object: Fields, walk: Walk): boolean => {
  for (const key in object) {
    walk.left -= 1;
    if (walk.left < 0) return false;
    if (key.includes('.') && isWay(node, key)) return true;
  }
  return false;
};

/** All that is asked below a node. */
function* leavesBelow(node: Node): Generator<Leaf> {
  for (const [, child] of node.steps) {
    if (child.leaf) yield child.leaf;
    yield* leavesBelow(child);
  }
}

const inObject = (node: Node, object: Fields, walk: Walk): Verdict => {
  let verdict: Verdict = byAbsence;
  if (node.isDeep && hasDotted(node, object, walk)) {
    for (const leaf of leavesBelow(node)) {
      verdict = both(verdict, reach(leaf, { value: object, from: node.depth, walk }));
      if (verdict === no) return no;
    }
    return verdict;
  }
  for (const [name, child] of node.steps) {
    const value = own(object, name);
    if (child.leaf) verdict = both(verdict, atLeaf(child.leaf, value, walk));
    if (verdict !== no && child.steps.length > 0)
      verdict = both(verdict, below(child, value, walk));
    if (verdict === no) return no;
  }
  return verdict;
};

/** What is asked below a place: in a list, of one and the same element. */
function below(node: Node, value: unknown, walk: Walk): Verdict {
  if (Array.isArray(value))
    return anyElement(value, { missing: node.missing, walk }, (item) => below(node, item, walk));
  return isFields(value) ? inObject(node, value, walk) : node.missing;
}

const leafOf = (path: string, matchers: readonly Matcher[], test: ScalarTest): Leaf => {
  const starts = [0];
  for (const name of path.split('.')) starts.push((starts.at(-1) as number) + name.length + 1);
  const missing = matchers.some((one) => one.kind === 'exists' && !one.exists) ? byAbsence : no;
  return { path, starts, test, missing };
};

const topOf = (alternative: Alternative, leaves: Map<readonly Matcher[], Leaf>): Node => {
  const growing: Growing = { leaf: null, children: new Map() };
  for (const [path, matchers] of alternative) {
    const leaf = leaves.get(matchers) ?? leafOf(path, matchers, compileMatchers(matchers));
    leaves.set(matchers, leaf);
    insert(growing, leaf);
  }
  return nodeOf(growing, 0);
};

/**
 * A pattern as a function of an event; what several alternatives ask alike is compiled once. Answers 'tooMuch' where
 * the event has more than can be looked at for all of them.
 */
export const compileAlternatives = (
  pattern: Pattern,
  work: number,
): ((event: unknown) => boolean | 'tooMuch') => {
  const leaves = new Map<readonly Matcher[], Leaf>();
  const tops = pattern.map((alternative) => topOf(alternative, leaves));
  return (event) => {
    if (!isFields(event)) return false;
    const walk: Walk = { left: work, depth: 0 };
    for (const top of tops) {
      const verdict = inObject(top, event, walk);
      if (walk.left < 0) return 'tooMuch';
      if (verdict !== no) return true;
    }
    return false;
  };
};
