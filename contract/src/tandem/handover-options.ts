/** Parts of the form of a handover, in the order in which it shows them. */
export const handoverSections = [
  'routing',
  'messages',
  'languages',
  'ending',
  'waiting',
  'nobody',
  'transcript',
  'survey',
] as const;
export type HandoverSection = (typeof handoverSections)[number];

type Kind =
  /** Said or written as it stands. */
  | { readonly kind: 'text'; readonly multiline?: true; readonly pattern?: string }
  | { readonly kind: 'flag' }
  /** Words or phrases, any of which counts. */
  | { readonly kind: 'words' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

/** One option of a handover, for an endpoint's form and for the node of a flow alike. */
export type HandoverOption = Kind & {
  readonly name: string;
  /** English; other languages come from the console's catalogue. */
  readonly label: string;
  readonly help?: string;
  readonly section: HandoverSection;
  /** Read by the customer: there may be one for each language. */
  readonly perLanguage?: true;
  /** Shows, and counts, only when each named option has one of the values. */
  readonly visibleWhen?: Readonly<Record<string, readonly (string | boolean)[]>>;
  /** Where there is such an option; absent: at endpoints and in flows. */
  readonly only?: 'endpoint' | 'flow';
};

type About = Pick<HandoverOption, 'help' | 'visibleWhen' | 'only'>;

const said = (name: string, label: string, about: About = {}) =>
  ({ name, label, ...about, kind: 'text', multiline: true, perLanguage: true }) as const;
const told = (name: string, label: string, about: About = {}) =>
  ({ name, label, ...about, kind: 'text' }) as const;
const flag = (name: string, label: string, about: About = {}) =>
  ({ name, label, ...about, kind: 'flag' }) as const;
const choice = (name: string, label: string, choices: readonly string[]) =>
  ({ name, label, kind: 'choice', choices }) as const;
const count = (
  name: string,
  label: string,
  { min = 1, max, ...about }: About & { readonly min?: number; readonly max: number },
) => ({ name, label, ...about, kind: 'integer', min, max }) as const;

const onFail = (...paths: readonly string[]): About => ({ visibleWhen: { onFail: paths } });

type Unplaced = HandoverOption extends infer One
  ? One extends HandoverOption
    ? Omit<One, 'section'>
    : never
  : never;

const inSections: Partial<Record<HandoverSection, readonly Unplaced[]>> = {
  messages: [
    said('acceptedText', 'Said when it begins'),
    flag('repeatAccepted', 'Say it again while the customer waits', {
      help: 'For each word of a customer who waits.',
    }),
    said('queuedText', 'Said in the queue'),
    said('activeText', 'Said when an agent answers', {
      help: '{agent} is the name of the agent, here and at the end.',
    }),
    said('endedText', 'Said at the end'),
    said('cancelledText', 'Said when the customer has cancelled'),
    said('timedOutText', 'Said when nobody came in time'),
    said('failedText', 'Said when it does not come about'),
    said('closedText', 'Said outside opening hours'),
  ],
  ending: [
    {
      ...told('cancelButton', 'Cancel button', { help: 'A quick reply while the customer waits.' }),
      perLanguage: true,
    },
    {
      ...{ name: 'cancelPhrases', label: 'Words that cancel', kind: 'words', perLanguage: true },
      help: 'Only while the customer waits.',
    },
    told('cancelIntent', 'Intent that cancels', {
      help: 'Recognised by a bot in what a waiting customer says, by the name it has there.',
    }),
    told('cancelBot', 'Bot that recognises it', {
      help: 'Name or id of an endpoint, or the address of a webhook. Empty: the bot of the endpoint.',
    }),
    {
      ...told('endCommand', 'Word that ends it', {
        help: 'At any time. Empty: /end. Write none for no such word.',
      }),
      pattern: '^\\S.{0,98}\\S$',
    },
    {
      ...choice('afterwards', 'When the agent has finished', ['here', 'restart']),
      only: 'flow',
    },
  ],
  waiting: [
    count('waitSeconds', 'Waits for an agent at most (seconds)', { max: 86_400, only: 'endpoint' }),
    count('queueSeconds', 'News of the queue at most every (seconds)', { max: 86_400 }),
    count('queueMaxPosition', 'Tells places up to', { max: 10_000 }),
    count('queueMaxMinutes', 'Tells waits up to (minutes)', { max: 1_440 }),
    said('queueText', 'Said instead of longer ones'),
    count('inactivityMinutes', 'Silent customer (minutes)', {
      help: 'Counted from the last word of customer or agent. Empty: as long as they like.',
      max: 1_440,
    }),
    count('inactivityWarnings', 'Warnings before the end', { min: 0, max: 5 }),
    said('inactivityText', 'Warning'),
  ],
  nobody: [
    choice('onFail', 'When no agent comes', ['bot', 'queue', 'message', 'callback']),
    told('failQueue', 'Other queue', { help: 'Name or id.', ...onFail('queue') }),
    said('messageQuestion', 'Asks for the message with', onFail('message')),
    flag('askEmail', 'Ask for an e-mail address', {
      help: 'With the message; the customer may leave it out.',
      ...onFail('message'),
    }),
    said('callbackQuestion', 'Asks for the number with', onFail('callback')),
    said('thanksText', 'Said when it is noted', onFail('message', 'callback')),
  ],
  transcript: [
    choice('transcript', 'Transcript for the agents', ['whole', 'each', 'omit']),
    {
      ...choice('transcriptAs', 'Where the transcript goes', ['note', 'messages']),
      help: 'A note where the contact centre has some (Chatwoot); elsewhere messages.',
    },
    choice('transcriptFrom', 'Whose messages are in the transcript', ['all', 'customer']),
    {
      ...choice('transcriptAgain', 'Transcript of a further handover', ['since', 'fromStart']),
      help: 'After a talk with an agent of the same contact centre, who has what was said before.',
    },
    count('transcriptMessages', 'Messages in the transcript at most', { max: 200 }),
    count('transcriptLength', 'Characters of one message at most', { min: 300, max: 20_000 }),
    choice('redact', 'Made unreadable in the transcript', ['cards', 'cardsAndEmails', 'nothing']),
    told('connectText', 'Told to agents when the customer comes', {
      help: 'Empty: only where there is no transcript.',
    }),
    told('disconnectText', 'Told to agents when the customer goes'),
  ],
  survey: [
    flag('survey', 'Survey at the end', {
      help: 'One to five and a comment, once, after an agent was there.',
    }),
    said('surveyQuestion', 'Question of the survey', { visibleWhen: { survey: [true] } }),
  ],
};

/** How a handover goes, as data: the checks, an endpoint's form and the node of a flow are made of it. */
export const handoverOptions: readonly HandoverOption[] = handoverSections.flatMap((section) =>
  (inSections[section] ?? []).map((option) => ({ ...option, section })),
);

/** What customers read in a handover, by the language they read it in, stands in this option: `{"de": {"endedText": …}}`. */
export const translationsOption = 'translations';

/** A language that a text may be given for, such as `de`, `pt-BR` or `zh-Hant-TW`: its script and region may follow (BCP 47). */
export const languagePattern = '^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?$';

/** Languages that a handover has texts in at most. */
export const mostLanguages = 30;
