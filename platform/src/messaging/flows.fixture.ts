import type { FlowDocument } from '@tandem/flows';
import { derivedUuid } from '@tandem/kit';

export const support = { id: derivedUuid('queue support'), name: 'Support' };

const action = (
  id: string,
  type: string,
  settings: FlowDocument['actions'][number]['settings'],
) => ({
  id,
  type,
  name: id,
  settings,
});

/** Answers "Connected" and ends. */
export const greeting: FlowDocument = {
  language: 1,
  kind: 'inboundMessage',
  variables: [],
  start: 'hello',
  actions: [action('hello', 'sendResponse', { text: 'Connected' })],
  edges: [],
};

/** Answers "Connected" and puts the customer into the queue of the participant data, else into Support. */
export const toQueue: FlowDocument = {
  language: 1,
  kind: 'inboundMessage',
  variables: [{ name: 'queue' }, { name: 'skills' }, { name: 'language' }, { name: 'priority' }],
  start: 'hello',
  actions: [
    action('hello', 'sendResponse', { text: 'Connected' }),
    action('data', 'getParticipantData', {
      attributes: [
        { name: 'queueId', variable: 'queue' },
        { name: 'mySkills', variable: 'skills' },
        { name: 'myLanguage', variable: 'language' },
        { name: 'priority', variable: 'priority' },
      ],
    }),
    action('given', 'condition', { left: '{{queue}}', operator: 'isEmpty' }),
    action('fixed', 'transferToAcd', { queue: support.name }),
    action('chosen', 'transferToAcd', {
      queue: '{{queue}}',
      skills: '{{skills}}',
      language: '{{language}}',
      priority: '{{priority}}',
    }),
    action('sorry', 'sendResponse', { text: 'No such queue' }),
    action('bye', 'disconnect', {}),
  ],
  edges: [
    { from: 'hello', outlet: 'next', to: 'data' },
    { from: 'data', outlet: 'next', to: 'given' },
    { from: 'given', outlet: 'yes', to: 'fixed' },
    { from: 'given', outlet: 'no', to: 'chosen' },
    { from: 'chosen', outlet: 'failure', to: 'sorry' },
    { from: 'sorry', outlet: 'next', to: 'bye' },
  ],
};
