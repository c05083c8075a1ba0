import type { FlowValue } from '../flow.model.ts';
import { LanguageError, positionAt } from '../language-error.ts';
import {
  type ArgumentNode,
  type BinaryOperator,
  bindingOf,
  type ExpressionNode,
  filterBinding,
  notBinding,
  signBinding,
  testBinding,
} from './syntax.ts';
import { templateErrors } from './template.errors.ts';
import { templateLimits } from './template-limits.ts';
import { createTokeniser, syntaxError, type Token } from './tokens.ts';

const words: Readonly<Record<string, FlowValue>> = {
  true: true,
  false: false,
  null: null,
  none: null,
};
/** Words that cannot be variables, since they are operators. */
const operatorWords = new Set(['and', 'or', 'not', 'is', 'contains', 'equals', 'matches']);

const named = (token: Token): string =>
  token.kind === 'close' || token.kind === 'end' ? 'the end' : `"${token.value}"`;

type Cursor = {
  readonly source: string;
  readonly current: () => Token;
  readonly advance: () => Token;
  /** Counts a part of the expression; too many are refused. */
  readonly part: <Node extends ExpressionNode>(node: Node) => Node;
  readonly nested: <Result>(read: () => Result) => Result;
};

const createCursor = (source: string, start: number) => {
  const tokeniser = createTokeniser(source, start);
  let current = tokeniser.next();
  let parts = 0;
  let depth = 0;
  const tooLarge = () =>
    new LanguageError(
      templateErrors.tooLarge({
        most: String(templateLimits.source),
        parts: String(templateLimits.parts),
      }),
      positionAt(source, current.at),
    );
  const cursor: Cursor = {
    source,
    current: () => current,
    advance() {
      const taken = current;
      current = taken.kind === 'close' ? { ...taken, kind: 'end' } : tokeniser.next();
      return taken;
    },
    part(node) {
      parts += 1;
      if (parts > templateLimits.parts) throw tooLarge();
      return node;
    },
    nested(read) {
      depth += 1;
      if (depth > templateLimits.nesting) throw tooLarge();
      const result = read();
      depth -= 1;
      return result;
    },
  };
  return { cursor, end: tokeniser.end };
};

const isSymbol = (cursor: Cursor, value: string): boolean => {
  const { kind, value: found } = cursor.current();
  return kind === 'symbol' && found === value;
};

const isWord = (cursor: Cursor, value: string): boolean => {
  const { kind, value: found } = cursor.current();
  return kind === 'name' && found === value;
};

const skip = (cursor: Cursor, value: string): boolean => {
  if (!isSymbol(cursor, value)) return false;
  cursor.advance();
  return true;
};

const expect = (cursor: Cursor, value: string): void => {
  const found = cursor.current();
  if (!skip(cursor, value))
    throw syntaxError(cursor.source, found.at, `Expected "${value}", found ${named(found)}.`);
};

const expectName = (cursor: Cursor, what: string): Token => {
  const found = cursor.current();
  if (found.kind !== 'name')
    throw syntaxError(cursor.source, found.at, `Expected ${what}, found ${named(found)}.`);
  return cursor.advance();
};

/** Items up to a closing symbol, separated by commas. */
const readItems = <Item>(cursor: Cursor, closing: string, read: () => Item): Item[] => {
  const items: Item[] = [];
  while (!isSymbol(cursor, closing)) {
    items.push(read());
    if (!skip(cursor, ',')) break;
  }
  expect(cursor, closing);
  return items;
};

const readArgument = (cursor: Cursor): ArgumentNode => {
  const value = readExpression(cursor, 0);
  if (value.type !== 'path' || value.names.length > 1 || !skip(cursor, '='))
    return { name: null, value };
  return { name: value.names[0] as string, value: readExpression(cursor, 0) };
};

const readArguments = (cursor: Cursor): ArgumentNode[] =>
  skip(cursor, '(') ? cursor.nested(() => readItems(cursor, ')', () => readArgument(cursor))) : [];

const readName = (cursor: Cursor): ExpressionNode => {
  const { value, at } = cursor.advance();
  if (Object.hasOwn(words, value))
    return { type: 'literal', value: words[value] as FlowValue, decimal: false, at };
  if (operatorWords.has(value))
    throw syntaxError(cursor.source, at, `Expected a value, found "${value}".`);
  if (isSymbol(cursor, '('))
    return { type: 'call', name: value, target: null, args: readArguments(cursor), at };
  return { type: 'path', names: [value], at };
};

const readMap = (cursor: Cursor): ExpressionNode => {
  const { at } = cursor.advance();
  const entries = readItems(cursor, '}', () => {
    const key = readExpression(cursor, 0);
    expect(cursor, ':');
    return [key, readExpression(cursor, 0)] as const;
  });
  return { type: 'map', entries, at };
};

const readPrimary = (cursor: Cursor): ExpressionNode => {
  const token = cursor.current();
  if (token.kind === 'name') return readName(cursor);
  if (token.kind === 'text' || token.kind === 'number') {
    cursor.advance();
    const value = token.kind === 'text' ? token.value : Number(token.value);
    const decimal = token.kind === 'number' && token.value.includes('.');
    return { type: 'literal', value, decimal, at: token.at };
  }
  if (isSymbol(cursor, '{')) return cursor.nested(() => readMap(cursor));
  if (skip(cursor, '('))
    return cursor.nested(() => {
      const inner = readExpression(cursor, 0);
      expect(cursor, ')');
      return inner;
    });
  if (skip(cursor, '['))
    return cursor.nested(() => {
      const items = readItems(cursor, ']', () => readExpression(cursor, 0));
      return { type: 'list', items, at: token.at };
    });
  throw syntaxError(cursor.source, token.at, `Expected a value, found ${named(token)}.`);
};

const literalText = (value: string, at: number): ExpressionNode => ({
  type: 'literal',
  value,
  decimal: false,
  at,
});

const readMember = (cursor: Cursor, target: ExpressionNode): ExpressionNode => {
  const { kind, value, at } = cursor.current();
  if (kind !== 'name' && kind !== 'number')
    throw syntaxError(cursor.source, at, `Expected a name, found ${named(cursor.current())}.`);
  cursor.advance();
  if (isSymbol(cursor, '('))
    throw syntaxError(
      cursor.source,
      at,
      `Methods cannot be called; is there a filter for "${value}"?`,
    );
  return target.type === 'path'
    ? { ...target, names: [...target.names, value] }
    : { type: 'member', target, key: literalText(value, at), at };
};

/** A value with what follows it directly: `.name` and `[…]`. */
const readPostfix = (cursor: Cursor): ExpressionNode => {
  let node = cursor.part(readPrimary(cursor));
  for (;;) {
    const { at } = cursor.current();
    if (skip(cursor, '.')) node = cursor.part(readMember(cursor, node));
    else if (skip(cursor, '[')) {
      const target = node;
      node = cursor.nested(() => {
        const key = readExpression(cursor, 0);
        expect(cursor, ']');
        return cursor.part({ type: 'member', target, key, at });
      });
    } else return node;
  }
};

const readPrefix = (cursor: Cursor): ExpressionNode => {
  const { at, value } = cursor.current();
  if (isWord(cursor, 'not') || isSymbol(cursor, '-') || isSymbol(cursor, '+')) {
    cursor.advance();
    const operator = value as 'not' | '-' | '+';
    const strength = operator === 'not' ? notBinding : signBinding;
    const operand = cursor.nested(() => readExpression(cursor, strength));
    return cursor.part({ type: 'unary', operator, operand, at });
  }
  return readPostfix(cursor);
};

const readTest = (cursor: Cursor, operand: ExpressionNode): ExpressionNode => {
  cursor.advance();
  const negated = isWord(cursor, 'not');
  if (negated) cursor.advance();
  const { value, at } = expectName(cursor, 'a test such as "empty"');
  return cursor.part({ type: 'test', name: value, negated, operand, at });
};

const readFilter = (cursor: Cursor, target: ExpressionNode): ExpressionNode => {
  cursor.advance();
  const { value, at } = expectName(cursor, 'the name of a filter');
  return cursor.part({ type: 'filter', name: value, target, args: readArguments(cursor), at });
};

const readBinary = (cursor: Cursor, left: ExpressionNode): ExpressionNode => {
  const { value, at } = cursor.advance();
  const operator = value as BinaryOperator;
  const right = readExpression(cursor, bindingOf[operator] + 1);
  return cursor.part({ type: 'binary', operator, left, right, at });
};

const readChoice = (cursor: Cursor, condition: ExpressionNode): ExpressionNode =>
  cursor.nested(() => {
    const { at } = cursor.advance();
    const yes = readExpression(cursor, 0);
    expect(cursor, ':');
    return cursor.part({ type: 'choice', condition, yes, no: readExpression(cursor, 0), at });
  });

/** How strongly the current token binds what stands left of it; -1 when it does not. */
const strengthOf = ({ kind, value }: Token): number => {
  if (kind === 'name') {
    if (value === 'is') return testBinding;
    return operatorWords.has(value) && value !== 'not' ? bindingOf[value as BinaryOperator] : -1;
  }
  if (kind !== 'symbol') return -1;
  if (value === '|') return filterBinding;
  if (value === '?') return 0;
  return Object.hasOwn(bindingOf, value) ? bindingOf[value as BinaryOperator] : -1;
};

function readExpression(cursor: Cursor, atLeast: number): ExpressionNode {
  let left = readPrefix(cursor);
  for (;;) {
    const token = cursor.current();
    if (strengthOf(token) < atLeast) return left;
    if (token.value === 'is') left = readTest(cursor, left);
    else if (token.value === '|') left = readFilter(cursor, left);
    else if (token.value === '?') left = readChoice(cursor, left);
    else left = readBinary(cursor, left);
  }
}

/**
 * Reads one expression that begins after `{{`.
 * @returns the expression, and where the template goes on after its `}}`.
 * @throws LanguageError `template.syntax`, `template.unclosed`, `template.too.large`.
 */
export const parseExpression = (
  source: string,
  start: number,
): { readonly node: ExpressionNode; readonly end: number; readonly trimsAfter: boolean } => {
  const { cursor, end } = createCursor(source, start);
  const node = readExpression(cursor, 0);
  const closing = cursor.current();
  if (closing.kind !== 'close')
    throw syntaxError(
      source,
      closing.at,
      `Expected the end of the expression, found ${named(closing)}.`,
    );
  return { node, end: end(), trimsAfter: closing.value === '-}}' };
};
