import type { FlowAction, FlowDocument } from '@tandem/flows';

const reply: FlowAction = {
  id: 'greet',
  type: 'sendResponse',
  name: 'greet',
  settings: { text: 'Connected' },
};

/** One flow of one Send Response, as the measured hop needs it. */
export const greeting: FlowDocument = {
  language: 1,
  kind: 'inboundMessage',
  variables: [],
  start: 'greet',
  actions: [reply],
  edges: [],
};

/** Pairs of the flow of ten steps. */
export const pairs = 5;

const pair = (index: number): readonly FlowAction[] => [
  {
    id: `set${index}`,
    type: 'setVariable',
    name: `Set ${index}`,
    settings: { assignments: [{ variable: 'count', value: '{{ count + 1 }}' }] },
  },
  {
    id: `ask${index}`,
    type: 'condition',
    name: `Ask ${index}`,
    settings: { left: '{{ conversation.id }}', operator: 'isNotEmpty' },
  },
];

/** Set and condition in turn, as authors write them: one value built from others, one looked at. */
const tenSteps = Array.from({ length: pairs }, (_, index) => pair(index)).flat();

const chain = (actions: readonly FlowAction[]): FlowDocument['edges'] =>
  actions.flatMap(({ id, type }, index) => {
    const next = actions[index + 1];
    return next ? [{ from: id, outlet: type === 'condition' ? 'yes' : 'next', to: next.id }] : [];
  });

const withSteps = (actions: readonly FlowAction[]): FlowDocument => ({
  ...greeting,
  variables: [{ name: 'count', type: 'Integer', initial: 0 }],
  start: 'set0',
  actions,
  edges: chain(actions),
});

/** Ten steps and nothing else, for the interpreter by itself. */
export const silentSteps = withSteps(tenSteps);

/** Ten steps before the reply. */
export const greetingAfterSteps = withSteps([...tenSteps, reply]);
