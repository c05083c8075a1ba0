import { compileMatchers, type Scalar, type ScalarTest } from './matcher.compile.ts';
import type { Alternative } from './pattern.model.ts';

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
  readonly path: readonly string[];
  readonly test: ScalarTest;
  /** What holds when there is no value. */
  readonly missing: typeof no | typeof byAbsence;
};

type Node = {
  readonly depth: number;
  /** What is asked of the value here itself. */
  leaf: Leaf | null;
  readonly children: Map<string, Node>;
  /** All that is asked below, with the names that one key with dots could have. */
  leaves: readonly Leaf[];
  dotted: readonly string[];
  /** What holds below when there is nothing. */
  missing: typeof no | typeof byAbsence;
  /** The children again, for a quick walk. */
  steps: readonly (readonly [string, Node])[];
};

const newNode = (depth: number): Node => ({
  depth,
  leaf: null,
  children: new Map(),
  leaves: [],
  dotted: [],
  missing: byAbsence,
  steps: [],
});

const insert = (top: Node, leaf: Leaf): void => {
  let node = top;
  for (const name of leaf.path) {
    const next = node.children.get(name) ?? newNode(node.depth + 1);
    node.children.set(name, next);
    node = next;
  }
  node.leaf = leaf;
};

/** Fills in what a node knows of those below. */
const finish = (node: Node): void => {
  const steps = [...node.children];
  for (const [, child] of steps) finish(child);
  node.steps = steps;
  node.leaves = steps.flatMap(([, child]) => [
    ...(child.leaf ? [child.leaf] : []),
    ...child.leaves,
  ]);
  const names = node.leaves.flatMap(({ path }) =>
    path.slice(node.depth + 1).map((_, index) => path.slice(node.depth, node.depth + index + 2)),
  );
  node.dotted = [...new Set(names.map((name) => name.join('.')))];
  node.missing = node.leaves.every(({ missing }) => missing === byAbsence) ? byAbsence : no;
};

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/**
 * One of many values is enough when it is a value that makes it hold; absence has to hold for all of them.
 * Nothing at all is what is missing.
 */
const anyOf = (
  values: readonly unknown[],
  missing: Verdict,
  judge: (value: unknown) => Verdict,
) => {
  let verdict: Verdict = missing;
  for (const value of values) {
    const one = judge(value);
    if (one === byValue) return byValue;
    if (one === no) verdict = no;
  }
  return verdict;
};

const atLeaf = (leaf: Leaf, value: unknown, depth: number): Verdict => {
  if (Array.isArray(value))
    return depth > deepest
      ? leaf.missing
      : anyOf(value, leaf.missing, (item) => atLeaf(leaf, item, depth + 1));
  if (value === undefined || isObject(value)) return leaf.missing;
  // A value that is there but none of those wanted: neither value nor absence holds.
  return leaf.test(value as Scalar) ? byValue : no;
};

/** Every way to a leaf through keys that have dots themselves, from the name at `from` on. */
const reach = (
  leaf: Leaf,
  { value, from, depth }: { value: unknown; from: number; depth: number },
): Verdict => {
  if (from === leaf.path.length) return atLeaf(leaf, value, 0);
  if (Array.isArray(value))
    return depth > deepest
      ? leaf.missing
      : anyOf(value, leaf.missing, (item) => reach(leaf, { value: item, from, depth: depth + 1 }));
  if (!isObject(value)) return leaf.missing;
  const ends = leaf.path.slice(from).map((_, index) => from + index + 1);
  return anyOf(ends, leaf.missing, (end) => {
    const name = leaf.path.slice(from, end as number).join('.');
    return Object.hasOwn(value, name)
      ? reach(leaf, { value: value[name], from: end as number, depth })
      : leaf.missing;
  });
};

const both = (left: Verdict, right: Verdict): Verdict => {
  if (left === no || right === no) return no;
  return left === byValue || right === byValue ? byValue : byAbsence;
};

const hasDotted = (node: Node, object: JsonObject): boolean => {
  for (const name of node.dotted) if (Object.hasOwn(object, name)) return true;
  return false;
};

const inObject = (node: Node, object: JsonObject): Verdict => {
  let verdict: Verdict = byAbsence;
  if (hasDotted(node, object)) {
    for (const leaf of node.leaves) {
      verdict = both(verdict, reach(leaf, { value: object, from: node.depth, depth: 0 }));
      if (verdict === no) return no;
    }
    return verdict;
  }
  for (const [name, child] of node.steps) {
    const value = own(object, name);
    if (child.leaf) verdict = both(verdict, atLeaf(child.leaf, value, 0));
    if (verdict !== no && child.steps.length > 0) verdict = both(verdict, below(child, value, 0));
    if (verdict === no) return no;
  }
  return verdict;
};

/** What is asked below a place: in a list, of one and the same element. */
function below(node: Node, value: unknown, depth: number): Verdict {
  if (Array.isArray(value))
    return depth > deepest
      ? node.missing
      : anyOf(value, node.missing, (item) => below(node, item, depth + 1));
  return isObject(value) ? inObject(node, value) : node.missing;
}

/** One alternative of a pattern as a function of an event. */
export const compileAlternative = (alternative: Alternative): ((event: unknown) => boolean) => {
  const top = newNode(0);
  for (const [path, matchers] of alternative)
    insert(top, {
      path: path.split('.'),
      test: compileMatchers(matchers),
      missing: matchers.some((one) => one.kind === 'exists' && !one.exists) ? byAbsence : no,
    });
  finish(top);
  return (event) => isObject(event) && inObject(top, event) !== no;
};
