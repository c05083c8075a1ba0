/** What a simulation shows in its chat, read from the notes of the server. */
type Note = Readonly<Record<string, unknown>>;

export type ChatButton = {
  readonly text: string;
  /** Sent when it is clicked; null: it leads to `address`. */
  readonly payload: string | null;
  readonly address: string | null;
};
export type ChatCard = {
  readonly title: string;
  readonly description: string;
  readonly imageUrl: string;
  readonly buttons: readonly ChatButton[];
};

export const NOTE_KINDS = [
  'transferToAcd',
  'handOver',
  'awaitHandover',
  'checkAvailability',
  'callBot',
  'setParticipantData',
  'setScreenPop',
  'setInactivity',
  'closeHandover',
  'log',
  'disconnect',
  'httpRequest',
  'authenticate',
  'answered',
  'callFailed',
  'done',
  'timer',
  'outcome',
  'skipped',
] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export type ChatLine =
  | { readonly kind: 'customer'; readonly text: string }
  | {
      readonly kind: 'flow';
      readonly text: string;
      readonly replies: readonly ChatButton[];
      readonly cards: readonly ChatCard[];
    }
  | {
      readonly kind: 'note';
      readonly note: NoteKind;
      readonly values: Readonly<Record<string, string>>;
      readonly bad: boolean;
    };

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);
const record = (value: unknown): Note =>
  typeof value === 'object' && value !== null ? (value as Note) : {};
const list = (value: unknown): readonly Note[] => (Array.isArray(value) ? value.map(record) : []);
const pairs = (value: unknown): string =>
  Object.entries(record(value))
    .map(([name, one]) => `${name} = ${text(one)}`)
    .join(', ');

/** Milliseconds as seconds for people. */
const seconds = (ms: unknown): string => String(Math.round(Number(ms ?? 0) / 100) / 10);

const replyOf = (one: Note): ChatButton => ({
  text: text(one['text']),
  payload: text(one['payload']),
  address: null,
});

const buttonOf = (one: Note): ChatButton => {
  const value = text(one['value']);
  if (one['type'] !== 'Link') return { text: text(one['text']), payload: value, address: null };
  // Other schemes could run a script in this page.
  const address = /^https?:\/\//i.test(value) ? value : null;
  return { text: text(one['text']), payload: null, address };
};

const cardOf = (one: Note): ChatCard => ({
  title: text(one['title']),
  description: text(one['description']),
  imageUrl: text(one['imageUrl']),
  buttons: list(one['buttons']).map(buttonOf),
});

/** What can be chosen from a picker, as the buttons of a card. */
const pickerOf = (picker: Note): ChatCard => {
  const entry = (shown: unknown, payload: unknown): ChatButton => ({
    ...{ text: text(shown), payload: text(payload), address: null },
  });
  return {
    title: text(picker['title']),
    description: text(picker['subtitle']),
    imageUrl: '',
    buttons: [
      ...list(picker['items']).map((item) => entry(item['title'], item['payload'])),
      ...list(picker['times']).map((time) => entry(time['at'], time['at'])),
    ],
  };
};

const cardsOf = (content: Note): readonly ChatCard[] => {
  const { kind } = content;
  if (kind === 'listPicker' || kind === 'datePicker') return [pickerOf(record(content['picker']))];
  const cards = kind === 'card' ? [record(content['card'])] : list(content['cards']);
  return cards.map(cardOf);
};

const repliesOf = (content: Note) => {
  if (content['kind'] === 'quickReplies') return list(content['replies']).map(replyOf);
  return list(record(content['template'])['replies']).map(replyOf);
};

const said = (effect: Note): ChatLine => {
  const content = record(effect['content']);
  return {
    kind: 'flow',
    text: text(effect['text']),
    replies: repliesOf(content),
    cards: cardsOf(content),
  };
};

const note = (
  kind: NoteKind,
  values: Readonly<Record<string, string>> = {},
  bad = false,
): ChatLine => ({ kind: 'note', note: kind, values, bad });

const ended = (effect: Note): ChatLine => {
  const ms = text(effect['durationMs'] ?? 0);
  if (effect['code'] !== undefined) {
    const { code, message } = effect;
    return note('callFailed', { code: text(code), message: text(message) }, true);
  }
  const status = effect['status'];
  if (status === undefined) return note('done', { ms });
  return note('answered', { status: text(status), ms }, Number(status) >= 400);
};

/** Waiting on for agents goes the ways of asking for them. */
const choiceNamed = (kind: string): string => (kind === 'awaitHandover' ? 'handOver' : kind);

const readers: Readonly<Record<string, (effect: Note) => readonly ChatLine[]>> = {
  message: ({ text: words }) => [{ kind: 'customer', text: text(words) }],
  sendResponse: (effect) => [said(effect)],
  closeHandover: (effect) => [
    note('closeHandover'),
    ...(text(effect['text']) === '' ? [] : [said(effect)]),
  ],
  transferToAcd: ({ request }) => [
    note('transferToAcd', { queue: text(record(request)['queue']) }),
  ],
  handOver: ({ queue }) => [note('handOver', { queue: text(queue) || '–' })],
  awaitHandover: () => [note('awaitHandover')],
  checkAvailability: ({ queue }) => [note('checkAvailability', { queue: text(queue) || '–' })],
  callBot: ({ bot, text: words }) => [note('callBot', { bot: text(bot), text: text(words) })],
  setParticipantData: ({ attributes }) => [note('setParticipantData', { data: pairs(attributes) })],
  setScreenPop: ({ script, inputs }) => [
    note('setScreenPop', { script: text(script), inputs: pairs(inputs) || '–' }),
  ],
  setInactivity: ({ afterMs, endAfterMs }) => [
    note('setInactivity', {
      after: afterMs === null ? '–' : seconds(afterMs),
      end: endAfterMs === null ? '–' : seconds(endAfterMs),
    }),
  ],
  log: ({ level, message }) => [
    note('log', { level: text(level), message: text(message) }, level === 'error'),
  ],
  disconnect: () => [note('disconnect')],
  httpRequest: ({ method, address }) => [
    note('httpRequest', { method: text(method), address: text(address) }),
  ],
  authenticate: ({ session }) => [note('authenticate', { session: text(session) })],
  callEnded: (effect) => [ended(effect)],
  timer: ({ ms }) => [note('timer', { seconds: seconds(ms) })],
  outcome: ({ of, outcome, text: words }) => [
    note('outcome', { of: choiceNamed(text(of)), outcome: text(outcome) }),
    ...(of === 'callBot' && text(words) !== '' && !text(words).trim().startsWith('{')
      ? [said({ text: words })]
      : []),
  ],
  skipped: () => [note('skipped')],
};

/** The notes of a simulation as lines of a chat; what nobody needs to read leaves none. */
export const linesOf = (effects: readonly Note[]): readonly ChatLine[] =>
  effects.flatMap((effect) => readers[text(effect['kind'])]?.(effect) ?? []);

/** Kind of the effect whose outcome the author chooses: it stands last. */
export const choiceOf = (effects: readonly Note[]): string =>
  choiceNamed(text(effects.at(-1)?.['kind']));
