import { jsonpath } from 'json-p3';
import type { FlowValue } from '../flow.model.ts';
import { type Comparable, comparisons, nothing } from './comparison.ts';
import type { PathRun } from './path-run.ts';

const {
  BooleanLiteral,
  FilterQuery,
  FunctionExtension,
  InfixExpression,
  LogicalExpression,
  NullLiteral,
  NumberLiteral,
  PrefixExpression,
  RootQuery,
  StringLiteral,
} = jsonpath.expressions;
type Expression = jsonpath.expressions.FilterExpression;
type Query = InstanceType<typeof FilterQuery>;
type Call = InstanceType<typeof FunctionExtension>;

const nodesOf = (query: Query, current: FlowValue, run: PathRun): FlowValue[] =>
  run.select(query.path, query instanceof RootQuery ? run.root : current);

const onlyOf = (nodes: readonly FlowValue[]): Comparable =>
  nodes.length === 1 ? (nodes[0] as FlowValue) : nothing;

const lengthOf = (value: Comparable, run: PathRun): Comparable => {
  if (typeof value === 'string') {
    run.take(value.length >> 6);
    let length = 0;
    for (const _ of value) length += 1;
    return length;
  }
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : nothing;
};

/** Functions whose result is a value: `length`, `count`, `value` (RFC 9535, 2.4.4 to 2.4.8). */
const callForValue = ({ name, args }: Call, current: FlowValue, run: PathRun): Comparable => {
  const [argument] = args;
  if (name === 'length') return lengthOf(comparableOf(argument as Expression, current, run), run);
  const nodes = nodesOf(argument as Query, current, run);
  return name === 'count' ? nodes.length : onlyOf(nodes);
};

const comparableOf = (expression: Expression, current: FlowValue, run: PathRun): Comparable => {
  if (
    expression instanceof StringLiteral ||
    expression instanceof NumberLiteral ||
    expression instanceof BooleanLiteral
  )
    return expression.value;
  if (expression instanceof NullLiteral) return null;
  if (expression instanceof FilterQuery) return onlyOf(nodesOf(expression, current, run));
  return expression instanceof FunctionExtension ? callForValue(expression, current, run) : nothing;
};

/** `match` tests the whole text, `search` any part of it; anything that is no text or no pattern is no match. */
const callForTruth = ({ name, args }: Call, current: FlowValue, run: PathRun): boolean => {
  const [text, pattern] = args.map((argument) => comparableOf(argument, current, run));
  if (typeof text !== 'string' || typeof pattern !== 'string') return false;
  const regex = run.regex(pattern, text);
  if (!regex) return false;
  return name === 'match' ? regex.matchesWhole(text) : regex.findsIn(text);
};

/**
 * Whether a value passes a filter. Both sides of `&&` and `||` are tested only as far as needed.
 * @throws LanguageError `path.budget`, `path.depth`, `path.pattern`.
 */
export function passes(expression: Expression, current: FlowValue, run: PathRun): boolean {
  run.take(1);
  if (expression instanceof LogicalExpression) return passes(expression.expression, current, run);
  if (expression instanceof PrefixExpression) return !passes(expression.right, current, run);
  if (expression instanceof FilterQuery) return nodesOf(expression, current, run).length > 0;
  if (expression instanceof FunctionExtension) return callForTruth(expression, current, run);
  if (!(expression instanceof InfixExpression)) return false;
  const { left, operator, right } = expression;
  if (operator === '&&') return passes(left, current, run) && passes(right, current, run);
  if (operator === '||') return passes(left, current, run) || passes(right, current, run);
  const compare = comparisons.get(operator);
  return compare !== undefined
    ? compare(comparableOf(left, current, run), comparableOf(right, current, run), run)
    : false;
}
