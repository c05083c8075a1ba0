import { type JSONPathQuery, jsonpath, TokenKind } from 'json-p3';
import type { FlowValue } from '../flow.model.ts';
import { passes } from './filter.ts';
import { pathErrors } from './path.errors.ts';
import { pathLimits } from './path-limits.ts';
import type { PathRun } from './path-run.ts';

const { IndexSelector, NameSelector, SliceSelector, WildcardSelector, FilterSelector } =
  jsonpath.selectors;
type Selector = jsonpath.JSONPathSelector;
type Slice = InstanceType<typeof SliceSelector>;

/** Takes a selected value; the budget of values is checked here. */
type Emit = (value: FlowValue) => void;

const childrenOf = (value: FlowValue): readonly FlowValue[] => {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
};

/** First index, end and step of a slice on a list of that length (RFC 9535, 2.3.4.2.2). */
const boundsOf = ({ start, stop, step = 1 }: Slice, length: number) => {
  const place = (index: number) => (index >= 0 ? index : length + index);
  const clamp = (index: number, least: number, most: number) =>
    Math.min(Math.max(index, least), most);
  return step > 0
    ? {
        from: clamp(place(start ?? 0), 0, length),
        to: clamp(place(stop ?? length), 0, length),
        step,
      }
    : {
        from: clamp(place(start ?? length - 1), -1, length - 1),
        to: clamp(stop === undefined ? -1 : place(stop), -1, length - 1),
        step,
      };
};

const slice = (selector: Slice, value: FlowValue, emit: Emit): void => {
  if (!Array.isArray(value) || selector.step === 0) return;
  const { from, to, step } = boundsOf(selector, value.length);
  for (let at = from; step > 0 ? at < to : at > to; at += step) emit(value[at] as FlowValue);
};

const apply = (
  selector: Selector,
  value: FlowValue,
  { emit, run }: { emit: Emit; run: PathRun },
): void => {
  run.take(1);
  if (selector instanceof NameSelector) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { name } = selector;
    const object = value as Readonly<Record<string, FlowValue>>;
    if (Object.hasOwn(object, name)) emit(object[name] as FlowValue);
  } else if (selector instanceof IndexSelector) {
    if (!Array.isArray(value)) return;
    const { index } = selector;
    const at = index < 0 ? value.length + index : index;
    if (at >= 0 && at < value.length) emit(value[at] as FlowValue);
  } else if (selector instanceof WildcardSelector) childrenOf(value).forEach(emit);
  else if (selector instanceof SliceSelector) slice(selector, value, emit);
  else if (selector instanceof FilterSelector)
    for (const child of childrenOf(value)) {
      run.take(1);
      if (passes(selector.expression, child, run)) emit(child);
    }
};

/** A value and everything in it, parents first, in the order of the document; no recursion. */
const visit = (value: FlowValue, run: PathRun, use: (value: FlowValue) => void): void => {
  const open: { readonly value: FlowValue; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    run.take(1);
    use(next.value);
    const children = childrenOf(next.value);
    if (children.length > 0) run.level(next.depth + 1);
    run.take(children.length);
    for (let at = children.length - 1; at >= 0; at -= 1)
      open.push({ value: children[at] as FlowValue, depth: next.depth + 1 });
  }
};

/**
 * The values a query selects, starting at `from`.
 * @throws LanguageError `path.budget`, `path.depth`, `path.pattern`.
 */
export function selectFrom(query: JSONPathQuery, from: FlowValue, run: PathRun): FlowValue[] {
  let nodes: FlowValue[] = [from];
  for (const segment of query.segments) {
    const selected: FlowValue[] = [];
    const emit: Emit = (value) => {
      run.take(1);
      if (selected.length >= pathLimits.nodes) throw run.error(pathErrors.budget());
      selected.push(value);
    };
    const use = (value: FlowValue) => {
      for (const selector of segment.selectors) apply(selector, value, { emit, run });
    };
    const descends = segment.token.kind === TokenKind.DDOT;
    for (const node of nodes) {
      if (descends) visit(node, run, use);
      else use(node);
    }
    nodes = selected;
  }
  return nodes;
}
