import { documentOf, type FlowTemplateFile, step } from './template.model.ts';

/** Greets and hands over to a queue; the way out when there is no such queue is drawn, too. */
const greeting: FlowTemplateFile = {
  id: 'greeting-and-transfer',
  name: 'Greeting and transfer',
  description: 'Greets the customer and transfers to a queue.',
  document: documentOf({
    kind: 'inboundMessage',
    steps: [
      step('sendResponse', 'greet', {
        name: 'Greet',
        description: 'The first words of the contact centre.',
        settings: { text: 'Hello! One moment please, we connect you with a colleague.' },
      }),
      step('transferToAcd', 'transfer', {
        name: 'Transfer',
        description: 'Hands the conversation over to the queue.',
        settings: { queue: 'Support' },
      }),
      step('sendResponse', 'sorry', {
        name: 'Nobody there',
        description: 'Said when there is no such queue.',
        settings: { text: 'Sorry, nobody can be reached now. Please try again later.' },
      }),
      step('disconnect', 'disconnect', {
        name: 'Disconnect',
        description: 'Ends the conversation.',
      }),
    ],
    edges: [
      { from: 'greet', outlet: 'next', to: 'transfer' },
      { from: 'transfer', outlet: 'failure', to: 'sorry' },
      { from: 'sorry', outlet: 'next', to: 'disconnect' },
    ],
  }),
};

/** Asks with buttons, answers by what was chosen, and hands over to a person on demand. */
const menu: FlowTemplateFile = {
  id: 'menu-bot',
  name: 'Menu',
  description: 'A bot that offers a menu, answers, and hands over to a person on demand.',
  document: documentOf({
    kind: 'bot',
    steps: [
      step('ask', 'ask', {
        name: 'Choice',
        description: 'Shows the menu as buttons.',
        settings: {
          text: 'How can we help?',
          content: 'quickReplies',
          quickReplies: [{ text: 'Opening hours' }, { text: 'Talk to a person' }],
        },
      }),
      step('match', 'match', {
        name: 'Match',
        description: 'Chooses the way by the answer.',
        settings: {
          text: '{{ Choice.text }}',
          intents: [
            { name: 'hours', how: 'contains', phrases: 'opening, hours, open' },
            { name: 'person', how: 'contains', phrases: 'person, agent, human' },
          ],
        },
      }),
      step('say', 'hours', {
        name: 'Opening hours',
        description: 'Answers, and the menu comes again.',
        settings: { text: 'We are there Monday to Friday from 9 to 17.' },
      }),
      step('handOverToAgent', 'handOver', {
        name: 'Hand over',
        description: 'Connects with a person, and waits until that is over.',
        settings: { queue: '' },
      }),
      step('say', 'failed', {
        name: 'Nobody there',
        description: 'Said when the handover did not come about; the menu comes again.',
        settings: { text: 'Sorry, nobody can be reached now.' },
      }),
      step('say', 'again', {
        name: 'Not understood',
        description: 'Said when nothing matched.',
        settings: { text: 'Sorry, I did not understand that.' },
      }),
    ],
    edges: [
      { from: 'ask', outlet: 'next', to: 'match' },
      { from: 'ask', outlet: 'noMatch', to: 'handOver' },
      { from: 'match', outlet: 'hours', to: 'hours' },
      { from: 'match', outlet: 'person', to: 'handOver' },
      { from: 'match', outlet: 'noMatch', to: 'again' },
      { from: 'hours', outlet: 'next', to: 'ask' },
      { from: 'again', outlet: 'next', to: 'ask' },
      { from: 'handOver', outlet: 'failure', to: 'failed' },
      { from: 'failed', outlet: 'next', to: 'ask' },
    ],
  }),
};

export const conversationTemplates: readonly FlowTemplateFile[] = [greeting, menu];
