import type { FlowKind } from '../flow.model.ts';
import type { ActionContext, ActionDefinition, ActionResult } from './action.types.ts';
import { template, toggle } from './fields.ts';
import { contentFields, contentOf } from './rich-content.ts';

const say = (context: ActionContext): ActionResult => {
  const text = context.text('text');
  const kept = context.raw('keepFromAgents') === true ? ({ keepFromAgents: true } as const) : {};
  const content = contentOf(context);
  const nothing = text === '' && content === null;
  return {
    effects: nothing
      ? []
      : [{ kind: 'sendResponse', text, ...(content ? { content } : {}), ...kept }],
    goTo: { outlet: 'next' },
  };
};

const message = (type: string, kind: FlowKind, label: string): ActionDefinition => ({
  type,
  kinds: [kind],
  group: kind === 'bot' ? 'bot' : 'message',
  label,
  fields: [
    template('text', 'Message', { required: true, multiline: true }),
    ...contentFields,
    // Flows of the contact centre hand nothing over.
    ...(kind === 'bot' ? [toggle('keepFromAgents', 'Keep from the agents')] : []),
  ],
  outlets: ['next'],
  run: say,
});

export const sendResponse = message('sendResponse', 'inboundMessage', 'Send Response');
/** The same in the words of bots. */
export const sayAction = message('say', 'bot', 'Say');
