import type { FlowValue } from '../flow.model.ts';
import { LanguageError, positionAt } from '../language-error.ts';
import type { CallDefinition } from './definitions.ts';
import { divide, operations } from './operators.ts';
import { predicates } from './predicates.ts';
import { filters, functions } from './registry.ts';
import type { ExpressionNode } from './syntax.ts';
import { templateErrors } from './template.errors.ts';
import type { TemplateRun, Value } from './template-run.ts';
import { isTrue, memberOf, needNumber, toText } from './values.ts';

/** An expression ready to be evaluated. */
export type Evaluate = (run: TemplateRun) => Value;

type NodeOf<Type extends ExpressionNode['type']> = Extract<ExpressionNode, { type: Type }>;

const nothing: Evaluate = () => undefined;

/** A variable and names inside it; the longest dotted name that is known wins, as in `message.text`. */
const compilePath = ({ names, at }: NodeOf<'path'>): Evaluate => {
  const whole = names.join('.');
  if (names.length === 1)
    return (run) => {
      run.take(1);
      return run.scope.lookup(whole);
    };
  const dotted = names.map((_, index) => names.slice(0, names.length - index).join('.'));
  return (run) => {
    run.at = at;
    run.take(names.length);
    for (const [dropped, name] of dotted.entries()) {
      const found = run.scope.lookup(name);
      if (found !== undefined)
        return names.slice(names.length - dropped).reduce<Value>(memberOf, found);
    }
    return undefined;
  };
};

const compileBinary = (node: NodeOf<'binary'>, source: string): Evaluate => {
  const left = compileNode(node.left, source);
  const right = compileNode(node.right, source);
  if (node.operator === 'and') return (run) => isTrue(left(run)) && isTrue(right(run));
  if (node.operator === 'or') return (run) => isTrue(left(run)) || isTrue(right(run));
  const operation =
    node.operator === '/'
      ? divide(isDecimal(node.left) || isDecimal(node.right))
      : operations[node.operator];
  return (run) => {
    const first = left(run);
    const second = right(run);
    run.at = node.at;
    run.take(1);
    return operation(first, second, run);
  };
};

/** Whether an expression is written with decimals, so that dividing by or in it makes decimals. */
const isDecimal = (node: ExpressionNode): boolean => {
  if (node.type === 'literal') return node.decimal;
  if (node.type === 'unary') return isDecimal(node.operand);
  if (node.type !== 'binary' || !['+', '-', '*', '/', '%'].includes(node.operator)) return false;
  return isDecimal(node.left) || isDecimal(node.right);
};

const compileUnary = ({ operator, operand, at }: NodeOf<'unary'>, source: string): Evaluate => {
  const inner = compileNode(operand, source);
  if (operator === 'not') return (run) => !isTrue(inner(run));
  const sign = operator === '-' ? -1 : 1;
  return (run) => {
    const value = inner(run);
    run.at = at;
    return sign * needNumber(run, operator, value) || 0;
  };
};

const compileTest = ({ name, negated, operand, at }: NodeOf<'test'>, source: string): Evaluate => {
  const predicate = predicates.get(name);
  if (!predicate)
    throw new LanguageError(templateErrors.unknownTest({ name }), positionAt(source, at));
  const inner = compileNode(operand, source);
  return (run) => {
    const value = inner(run);
    run.at = at;
    return predicate(value, run) !== negated;
  };
};

const bareNames = ({ parameters }: CallDefinition) =>
  parameters.map((parameter) => parameter.replace('?', ''));

/** Puts arguments, by place or by name, into the order of the definition. */
const placeArguments = (
  { name, args, at }: NodeOf<'filter' | 'call'>,
  definition: CallDefinition,
  source: string,
): Evaluate[] => {
  const wrong = (detail: string) =>
    new LanguageError(templateErrors.arguments({ name, detail }), positionAt(source, at));
  if (definition.variadic) {
    if (args.some((arg) => arg.name !== null)) throw wrong('takes no named arguments.');
    return args.map((arg) => compileNode(arg.value, source));
  }
  const names = bareNames(definition);
  const placed = names.map(() => nothing);
  for (const [index, arg] of args.entries()) {
    const place = arg.name === null ? index : names.indexOf(arg.name);
    if (place === -1 || place >= names.length)
      throw wrong(
        arg.name === null
          ? `takes at most ${names.length} argument${names.length === 1 ? '' : 's'}${names.length > 0 ? ` (${names.join(', ')})` : ''}.`
          : `has no argument "${arg.name}".`,
      );
    if (placed[place] !== nothing) throw wrong(`"${names[place]}" is given twice.`);
    placed[place] = compileNode(arg.value, source);
  }
  const missing = definition.parameters.findIndex(
    (parameter, place) => !parameter.endsWith('?') && placed[place] === nothing,
  );
  if (missing !== -1) throw wrong(`"${names[missing]}" is missing.`);
  return placed;
};

const compileFilter = (node: NodeOf<'filter' | 'call'>, source: string): Evaluate => {
  const { name, at } = node;
  const definition = filters.get(name);
  if (!definition)
    throw new LanguageError(templateErrors.unknownFilter({ name }), positionAt(source, at));
  const target = compileNode(node.target as ExpressionNode, source);
  const args = placeArguments(node, definition, source);
  return (run) => {
    const value = target(run);
    const values = args.map((arg) => arg(run));
    run.at = at;
    run.take(1);
    return definition.apply(value, values, run);
  };
};

const compileCall = (node: NodeOf<'filter' | 'call'>, source: string): Evaluate => {
  const { name, at } = node;
  const definition = functions.get(name);
  if (!definition)
    throw new LanguageError(templateErrors.unknownFunction({ name }), positionAt(source, at));
  const args = placeArguments(node, definition, source);
  return (run) => {
    const values = args.map((arg) => arg(run));
    run.at = at;
    run.take(1);
    return definition.call(values, run);
  };
};

const compileMap = ({ entries, at }: NodeOf<'map'>, source: string): Evaluate => {
  const pairs = entries.map(
    ([key, value]) =>
      [
        // A bare word is a name, not a variable.
        key.type === 'path' && key.names.length === 1
          ? () => key.names[0]
          : compileNode(key, source),
        compileNode(value, source),
      ] as const,
  );
  return (run) => {
    run.at = at;
    run.take(pairs.length + 1);
    // fromEntries defines own properties: a key "__proto__" is a key like any other.
    return Object.fromEntries(
      pairs.map(([key, value]): [string, FlowValue] => [toText(key(run), run), value(run) ?? null]),
    );
  };
};

const compileList = ({ items, at }: NodeOf<'list'>, source: string): Evaluate => {
  const parts = items.map((item) => compileNode(item, source));
  return (run) => {
    run.at = at;
    run.take(parts.length + 1);
    return parts.map((part) => part(run) ?? null);
  };
};

/**
 * Makes an expression ready: names of filters, functions and tests are looked up and arguments placed once.
 * @throws LanguageError `template.filter.unknown`, `template.function.unknown`, `template.test.unknown`,
 * `template.arguments`.
 */
export function compileNode(node: ExpressionNode, source: string): Evaluate {
  switch (node.type) {
    case 'literal':
      return () => node.value;
    case 'path':
      return compilePath(node);
    case 'member': {
      const target = compileNode(node.target, source);
      const key = compileNode(node.key, source);
      return (run) => {
        run.at = node.at;
        run.take(1);
        return memberOf(target(run), key(run));
      };
    }
    case 'list':
      return compileList(node, source);
    case 'map':
      return compileMap(node, source);
    case 'unary':
      return compileUnary(node, source);
    case 'binary':
      return compileBinary(node, source);
    case 'test':
      return compileTest(node, source);
    case 'filter':
      return compileFilter(node, source);
    case 'call':
      return compileCall(node, source);
    case 'choice': {
      const condition = compileNode(node.condition, source);
      const yes = compileNode(node.yes, source);
      const no = compileNode(node.no, source);
      return (run) => (isTrue(condition(run)) ? yes(run) : no(run));
    }
  }
}
