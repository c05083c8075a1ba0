/** Names of the demo content; an operator may rename or delete any of it. */
export const demoNames = {
  integration: 'demo-web-chat',
  endpoint: 'Demo web chat',
  queue: 'Support',
  flow: 'Demo: to Support',
  client: 'Demo bot side',
  library: 'Demo answers',
} as const;

export const demoWrapupCodes = ['Resolved', 'Follow-up needed', 'Wrong department'] as const;
export const demoLanguages = ['English', 'Deutsch', 'Türkçe'] as const;
export const demoSkills = ['Orders', 'Returns'] as const;

/** What agents say again and again; the desk fills in what stands between braces. */
export const demoResponses = [
  {
    name: 'Greeting',
    text: 'Hello {{customer.firstName}}, this is {{agent.firstName}}. How can I help you?',
  },
  { name: 'One moment', text: 'One moment please, I am looking it up for you.' },
  {
    name: 'Return a parcel',
    text: 'You can send the parcel back within 30 days: print the label in your account and take the parcel to any post office.',
  },
  {
    name: 'Goodbye',
    text: 'Thank you for writing to us. Have a nice day!',
  },
] as const;

export const demoQueue = {
  name: demoNames.queue,
  mediaSettings: { message: { alertingTimeoutSeconds: 30 } },
  acwSettings: { wrapupPrompt: 'MANDATORY', timeoutMs: 300_000 },
} as const;

export const demoFlowRequest = { name: demoNames.flow, type: 'INBOUNDSHORTMESSAGE' } as const;

/**
 * Routes to the queue that the bot side names, or to Support when it names none. It says nothing meanwhile: that
 * somebody waits is told by the web chat, in the customer's language.
 */
export const demoFlow = {
  language: 1,
  kind: 'inboundMessage',
  variables: [{ name: 'queue' }, { name: 'skills' }, { name: 'language' }, { name: 'priority' }],
  start: 'data',
  actions: [
    {
      id: 'data',
      type: 'getParticipantData',
      name: 'Read what the bot knows',
      settings: {
        attributes: [
          { name: 'queueId', variable: 'queue' },
          { name: 'mySkills', variable: 'skills' },
          { name: 'myLanguage', variable: 'language' },
          { name: 'priority', variable: 'priority' },
        ],
      },
    },
    {
      id: 'named',
      type: 'transferToAcd',
      name: 'To the named queue',
      settings: {
        queue: '{{queue}}',
        skills: '{{skills}}',
        language: '{{language}}',
        priority: '{{priority}}',
      },
    },
    {
      id: 'support',
      type: 'transferToAcd',
      name: 'To Support',
      settings: { queue: demoNames.queue },
    },
    {
      id: 'sorry',
      type: 'sendResponse',
      name: 'Apologise',
      settings: { text: 'Nobody can take your message right now.' },
    },
    { id: 'bye', type: 'disconnect', name: 'End', settings: {} },
  ],
  edges: [
    { from: 'data', outlet: 'next', to: 'named' },
    { from: 'named', outlet: 'failure', to: 'support' },
    { from: 'support', outlet: 'failure', to: 'sorry' },
    { from: 'sorry', outlet: 'next', to: 'bye' },
  ],
} as const;
