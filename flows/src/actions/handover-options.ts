import type { FlowValue } from '../flow.model.ts';
import type { ActionContext, ActionField } from './action.types.ts';
import { choice, integer, template } from './fields.ts';

const said = (name: string, label: string) => template(name, label, { multiline: true });
const yesNo = (name: string, label: string) => choice(name, label, { choices: ['yes', 'no'] });
const onFail = (...paths: readonly string[]) => ({ visibleWhen: { onFail: paths } });

/** How a handover goes; what is not set is as the endpoint has it. */
export const handoverOptionFields: readonly ActionField[] = [
  said('acceptedText', 'Said when it begins'),
  yesNo('repeatAccepted', 'Say it again while the customer waits'),
  said('queuedText', 'Said in the queue'),
  said('activeText', 'Said when an agent answers'),
  said('endedText', 'Said at the end'),
  said('cancelledText', 'Said when the customer has cancelled'),
  said('timedOutText', 'Said when nobody came in time'),
  said('failedText', 'Said when it does not come about'),
  said('closedText', 'Said out of hours'),
  template('cancelButton', 'Cancel button'),
  said('cancelPhrases', 'Words that cancel, one a line'),
  template('endCommand', 'Word that ends it'),
  choice('transcript', 'Transcript for the agents', { choices: ['whole', 'omit'] }),
  choice('transcriptFrom', 'Messages in the transcript', { choices: ['all', 'customer'] }),
  integer('transcriptMessages', 'Messages in the transcript at most', { min: 1, max: 200 }),
  integer('transcriptLength', 'Characters of one message at most', { min: 300, max: 20_000 }),
  choice('redact', 'Made unreadable in the transcript', {
    choices: ['cards', 'cardsAndEmails', 'nothing'],
  }),
  template('connectText', 'Told to agents when the customer comes'),
  template('disconnectText', 'Told to agents when the customer goes'),
  integer('inactivityMinutes', 'Silent customer (minutes)', { min: 1, max: 1_440 }),
  integer('inactivityWarnings', 'Warnings before the end', { min: 0, max: 5 }),
  said('inactivityText', 'Warning'),
  integer('queueSeconds', 'News of the queue at most every (seconds)', { min: 1, max: 3_600 }),
  integer('queueMaxPosition', 'Tells places up to', { min: 1, max: 10_000 }),
  integer('queueMaxMinutes', 'Tells waits up to (minutes)', { min: 1, max: 1_440 }),
  said('queueText', 'Said instead of longer ones'),
  choice('onFail', 'When no agent comes', { choices: ['bot', 'queue', 'message', 'callback'] }),
  template('failQueue', 'Other queue', onFail('queue')),
  template('messageQuestion', 'Asks for the message with', {
    multiline: true,
    ...onFail('message'),
  }),
  choice('askEmail', 'Ask for an e-mail address', { choices: ['yes', 'no'], ...onFail('message') }),
  template('callbackQuestion', 'Asks for the number with', {
    multiline: true,
    ...onFail('callback'),
  }),
  template('thanksText', 'Said when it is noted', {
    multiline: true,
    ...onFail('message', 'callback'),
  }),
  yesNo('survey', 'Survey at the end'),
  template('surveyQuestion', 'Question of the survey', { visibleWhen: { survey: ['yes'] } }),
];

/** Words between commas or on lines of their own. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

const optionOf = (field: ActionField, { text, number, raw }: ActionContext): FlowValue => {
  if (field.kind === 'integer') return number(field.name);
  if (field.kind === 'choice') return raw(field.name) ?? null;
  return text(field.name);
};

const followsItself: ReadonlySet<unknown> = new Set(['queue', 'message', 'callback']);

/** The options that are set. `timeoutMs`: how long to wait for an agent, for a handover that ends by itself then. */
export const handoverOptionsOf = (
  context: ActionContext,
  timeoutMs: number | null,
): Record<string, FlowValue> => {
  const options: Record<string, FlowValue> = {};
  for (const field of handoverOptionFields) {
    const value = optionOf(field, context);
    if (value !== null && value !== '') options[field.name] = value;
  }
  if (timeoutMs !== null && followsItself.has(options['onFail']))
    options['waitSeconds'] = Math.max(1, Math.round(timeoutMs / 1000));
  return options;
};
