import type { SettingField } from '@tandem/contract';

const plain = { type: 'text', required: false, secret: false } as const;

/** Settings of a chat model. */
export const openAiFields: readonly SettingField[] = [
  {
    ...plain,
    name: 'baseUrl',
    label: 'Base URL',
    help: 'Up to the part before /chat/completions, such as https://api.openai.com/v1.',
    type: 'url',
    required: true,
  },
  { ...plain, name: 'model', label: 'Model', required: true },
  {
    ...plain,
    name: 'apiKey',
    label: 'API key',
    help: 'Sent as a bearer token. Left empty where the server asks for none.',
    secret: true,
  },
  {
    ...plain,
    name: 'systemPrompt',
    label: 'System prompt',
    help: 'Who the bot is, what it knows and how it speaks.',
    multiline: true,
  },
  {
    ...plain,
    name: 'greeting',
    label: 'Greeting',
    help: 'Said when a conversation begins; the model is not asked for it.',
  },
  {
    ...plain,
    name: 'temperature',
    label: 'Temperature',
    help: '0 to 2; left empty the server decides.',
    pattern: '^(?:[01](?:\\.\\d{1,3})?|2(?:\\.0{1,3})?)$',
  },
  {
    ...plain,
    name: 'maxTokens',
    label: 'Longest answer in tokens',
    help: 'Sent as max_tokens. Left empty for models that refuse it.',
    type: 'integer',
    min: 1,
    max: 999_999,
  },
  {
    ...plain,
    name: 'historyLength',
    label: 'Messages of the conversation',
    help: 'How many earlier messages the model reads, 0 to 200; 20 when left empty.',
    type: 'integer',
    min: 0,
    max: 200,
  },
];
