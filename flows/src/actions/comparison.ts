import type { ActionContext, ColumnField } from './action.types.ts';
import { choice, expression, template } from './fields.ts';

const operators = {
  equals: (left: string, right: string) => left === right,
  notEquals: (left: string, right: string) => left !== right,
  contains: (left: string, right: string) => left.includes(right),
  startsWith: (left: string, right: string) => left.startsWith(right),
  isEmpty: (left: string) => left === '',
  isNotEmpty: (left: string) => left !== '',
  greaterThan: (left: string, right: string) => Number(left) > Number(right),
  lessThan: (left: string, right: string) => Number(left) < Number(right),
} as const;

const compared = { by: ['comparison'] } as const;

/** A question with the answer yes or no: two values compared, or one expression. */
export const questionFields: readonly ColumnField[] = [
  choice('by', 'Decided by', { choices: ['comparison', 'expression'], default: 'comparison' }),
  template('left', 'Value', { required: true, visibleWhen: compared }),
  choice('operator', 'Comparison', {
    required: true,
    choices: Object.keys(operators),
    visibleWhen: compared,
  }),
  template('right', 'Compared with', {
    visibleWhen: {
      ...compared,
      operator: Object.keys(operators).filter((name) => !name.startsWith('is')),
    },
  }),
  expression('expression', 'Expression', {
    required: true,
    visibleWhen: { by: ['expression'] },
  }),
];

/** Nothing, false, 0, an empty text, list or map, and the text "false" are not true, as in templates. */
const isTrue = (value: ReturnType<ActionContext['value']>): boolean => {
  if (typeof value === 'string') return value.trim() !== '' && value.trim() !== 'false';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
};

export const holds = ({ text, raw, value }: ActionContext): boolean => {
  if (raw('by') === 'expression') return isTrue(value('expression'));
  const operator = operators[raw('operator') as keyof typeof operators];
  return operator(text('left'), text('right'));
};
