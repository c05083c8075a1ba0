import type { ActionContext, ActionDefinition } from './action.types.ts';

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

const holds = ({ text, raw }: ActionContext): boolean => {
  const operator = operators[raw('operator') as keyof typeof operators];
  return operator(text('left'), text('right'));
};

export const condition: ActionDefinition = {
  type: 'condition',
  kinds: ['inboundMessage', 'bot', 'automation'],
  label: 'Condition',
  fields: [
    { name: 'left', label: 'Value', required: true, kind: 'template' },
    {
      name: 'operator',
      label: 'Comparison',
      required: true,
      kind: 'choice',
      choices: Object.keys(operators),
    },
    { name: 'right', label: 'Compared with', required: false, kind: 'template' },
  ],
  outlets: ['yes', 'no'],
  run: (context) => ({ goTo: { outlet: holds(context) ? 'yes' : 'no' } }),
};

export const setVariable: ActionDefinition = {
  type: 'setVariable',
  kinds: ['inboundMessage', 'bot', 'automation'],
  label: 'Set Variable',
  fields: [
    { name: 'variable', label: 'Variable', required: true, kind: 'variable' },
    { name: 'value', label: 'Value', required: false, kind: 'template' },
  ],
  outlets: ['next'],
  run: ({ text, raw }) => ({
    variables: { [String(raw('variable'))]: text('value') },
    goTo: { outlet: 'next' },
  }),
};

export const disconnect: ActionDefinition = {
  type: 'disconnect',
  kinds: ['inboundMessage'],
  label: 'Disconnect',
  fields: [],
  outlets: [],
  run: () => ({ effects: [{ kind: 'disconnect' }], goTo: 'end' }),
};
