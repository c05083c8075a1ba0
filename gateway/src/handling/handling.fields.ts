import type { SettingField } from '@tandem/contract';

type Extras = Pick<SettingField, 'help' | 'pattern'>;

type Field = Pick<SettingField, 'name' | 'label' | 'help' | 'pattern' | 'choices' | 'multiline'>;

const field = (type: SettingField['type'], about: Field): SettingField => ({
  ...about,
  ...{ type, required: false, secret: false },
});

const said = (name: string, label: string) => field('text', { name, label, multiline: true });
const text = (name: string, label: string, extras: Extras = {}) =>
  field('text', { name, label, ...extras });
const flag = (name: string, label: string, help: string) => field('flag', { name, label, help });
const count = (name: string, label: string, extras: Extras = {}) =>
  field('integer', { name, label, pattern: '^[1-9]\\d{0,4}$', ...extras });
const choice = (name: string, label: string, choices: string[]) =>
  field('text', { name, label, choices });

/** The options of a handover as data, in the order in which a form shows them. */
export const handlingFields: readonly SettingField[] = [
  said('acceptedText', 'Said when a handover begins'),
  flag('repeatAccepted', 'Say it again', 'For each word of a customer who waits.'),
  said('queuedText', 'Said in the queue'),
  said('activeText', 'Said when an agent answers'),
  said('endedText', 'Said at the end'),
  said('cancelledText', 'Said when the customer has cancelled'),
  said('timedOutText', 'Said when nobody came in time'),
  said('failedText', 'Said when it does not come about'),
  said('closedText', 'Said out of hours'),
  text('cancelButton', 'Cancel button', {
    help: 'A quick reply while the customer waits.',
  }),
  field('list', {
    name: 'cancelPhrases',
    label: 'Words that cancel',
    help: 'While the customer waits.',
  }),
  text('endCommand', 'Word that ends', {
    help: 'At any time. Empty: /end. none: no word does.',
    pattern: '^\\S.{0,98}\\S$',
  }),
  choice('transcript', 'Transcript for the agents', ['whole', 'omit']),
  choice('transcriptFrom', 'Messages in it', ['all', 'customer']),
  count('transcriptMessages', 'Last messages at most', { pattern: '^(?:[1-9]\\d?|1\\d\\d|200)$' }),
  count('transcriptLength', 'Characters of one message at most', {
    pattern: '^(?:[3-9]\\d\\d|[1-9]\\d{3,4})$',
  }),
  choice('redact', 'Made unreadable in it', ['cards', 'cardsAndEmails', 'nothing']),
  text('connectText', 'Told to agents when the customer comes'),
  text('disconnectText', 'Told to agents when the customer goes'),
  count('waitSeconds', 'Waits for an agent at most (seconds)'),
  count('inactivityMinutes', 'Silent customer (minutes)', {
    help: 'Empty: customers may be silent as long as they like.',
  }),
  count('inactivityWarnings', 'Warnings before the end', { pattern: '^[0-5]$' }),
  said('inactivityText', 'Warning'),
  count('queueSeconds', 'News of the queue at most every (seconds)'),
  count('queueMaxPosition', 'Tells places up to'),
  count('queueMaxMinutes', 'Tells waits up to (minutes)'),
  said('queueText', 'Said instead of longer ones'),
  choice('onFail', 'When no agent comes', ['bot', 'queue', 'message', 'callback']),
  text('failQueue', 'Other queue', { help: 'Name or id.' }),
  said('messageQuestion', 'Asks for the message with'),
  flag('askEmail', 'Ask for an e-mail address', 'With the message; the customer may leave it out.'),
  said('callbackQuestion', 'Asks for the number with'),
  said('thanksText', 'Said when it is noted'),
  flag('survey', 'Survey at the end', 'One to five and a comment, once, after an agent was there.'),
  text('surveyQuestion', 'Question of the survey'),
];
