import type { FlowValue } from '../flow.model.ts';

/** An argument of a filter or function, by place or by name. */
export type ArgumentNode = { readonly name: string | null; readonly value: ExpressionNode };

/** An expression as read. `at` is the offset in the template. */
export type ExpressionNode = { readonly at: number } & (
  | {
      readonly type: 'literal';
      readonly value: FlowValue;
      /** Written with a decimal point: makes a division by it a division of decimals. */
      readonly decimal: boolean;
    }
  /** `a.b.c`: a variable and fixed names inside it. */
  | { readonly type: 'path'; readonly names: readonly string[] }
  | { readonly type: 'member'; readonly target: ExpressionNode; readonly key: ExpressionNode }
  | { readonly type: 'list'; readonly items: readonly ExpressionNode[] }
  | {
      readonly type: 'map';
      readonly entries: readonly (readonly [ExpressionNode, ExpressionNode])[];
    }
  | {
      readonly type: 'unary';
      readonly operator: UnaryOperator;
      readonly operand: ExpressionNode;
    }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | {
      readonly type: 'test';
      readonly name: string;
      readonly negated: boolean;
      readonly operand: ExpressionNode;
    }
  | {
      readonly type: 'filter' | 'call';
      readonly name: string;
      /** What the filter is applied to; null for a function. */
      readonly target: ExpressionNode | null;
      readonly args: readonly ArgumentNode[];
    }
  | {
      readonly type: 'choice';
      readonly condition: ExpressionNode;
      readonly yes: ExpressionNode;
      readonly no: ExpressionNode;
    }
);

export type UnaryOperator = 'not' | '-' | '+';

/**
 * Binding strength of the binary operators, as in Pebble: `~` and `..` bind tighter than a filter, so
 * `a ~ b | upper` is `(a ~ b) | upper`.
 */
export const bindingOf = {
  or: 10,
  and: 15,
  contains: 20,
  matches: 20,
  '==': 30,
  equals: 30,
  '!=': 30,
  '<': 30,
  '>': 30,
  '<=': 30,
  '>=': 30,
  '+': 40,
  '-': 40,
  '*': 60,
  '/': 60,
  '%': 60,
  '~': 110,
  '..': 120,
} as const;

export type BinaryOperator = keyof typeof bindingOf;

/** `is` and `is not`. */
export const testBinding = 20;
export const filterBinding = 100;
export const signBinding = 500;
/** Looser than comparisons, so that `not a == b` says what it reads like. */
export const notBinding = 18;
