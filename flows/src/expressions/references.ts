import { positionAt, type SourcePosition } from '../language-error.ts';
import type { ExpressionNode } from './syntax.ts';

/** A variable a template asks for. */
export type TemplateReference = {
  /** First name: the variable. */
  readonly name: string;
  /** All fixed names with dots, such as `message.text`; the same as `name` when there is only one. */
  readonly path: string;
  readonly position: SourcePosition;
};

const childrenOf = (node: ExpressionNode): readonly ExpressionNode[] => {
  switch (node.type) {
    case 'literal':
    case 'path':
      return [];
    case 'member':
      return [node.target, node.key];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flatMap(([key, value]) =>
        key.type === 'path' && key.names.length === 1 ? [value] : [key, value],
      );
    case 'unary':
    case 'test':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'filter':
    case 'call':
      return [...(node.target ? [node.target] : []), ...node.args.map(({ value }) => value)];
    case 'choice':
      return [node.condition, node.yes, node.no];
  }
};

/** Every place of an expression that reads a variable, in the order of the text. */
export const referencesIn = (node: ExpressionNode, source: string): TemplateReference[] => {
  const found: TemplateReference[] = [];
  const open: ExpressionNode[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'path')
      found.push({
        name: next.names[0] as string,
        path: next.names.join('.'),
        position: positionAt(source, next.at),
      });
    open.push(...childrenOf(next));
  }
  return found.sort((left, right) => left.position.offset - right.position.offset);
};
