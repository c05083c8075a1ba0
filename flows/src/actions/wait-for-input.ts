import type { FlowInput, Values } from '../run.model.ts';
import type { ActionContext, ActionDefinition, ActionField, ActionResult } from './action.types.ts';
import { integer, variable } from './fields.ts';
import { toMs, unitField } from './wait.ts';

/** Where the customer's words go, and how long they are waited for. */
export const inputFields: readonly ActionField[] = [
  variable('variable', 'Answer into', {}),
  variable('payload', 'Payload of a button into', {}),
  integer('timeout', 'Waits at most', { min: 1, max: 86_400 }),
  unitField,
];

export const awaitMessage = ({ number, raw }: ActionContext) => {
  const timeout = number('timeout');
  return {
    kind: 'awaitMessage' as const,
    timeoutMs: timeout === null ? null : toMs(timeout, raw('unit')),
  };
};

const answers = (
  { raw }: ActionContext,
  { text, payload }: { text: string; payload?: string },
): Values => {
  const names = { variable: text, payload: payload ?? '' };
  return Object.fromEntries(
    Object.entries(names).flatMap(([setting, value]) => {
      const name = raw(setting);
      return typeof name === 'string' && name !== '' ? [[name, value]] : [];
    }),
  );
};

/** A message goes on at `next`, the end of the time at `timeout`. */
export const takeMessage = (context: ActionContext, input: FlowInput): ActionResult | null => {
  if (input.kind === 'timer') return { goTo: { outlet: 'timeout' } };
  if (input.kind !== 'message') return null;
  return {
    variables: answers(context, input),
    outputs: { text: input.text, payload: input.payload ?? '' },
    goTo: { outlet: 'next' },
  };
};

export const waitForInput: ActionDefinition = {
  type: 'waitForInput',
  kinds: ['inboundMessage'],
  group: 'message',
  label: 'Wait for Input',
  fields: inputFields,
  outlets: ['next', 'timeout'],
  outputs: [
    { name: 'text', type: 'String' },
    { name: 'payload', type: 'String' },
  ],
  progresses: true,
  run: (context) => ({ effects: [awaitMessage(context)], goTo: 'wait' }),
  resume: takeMessage,
};
