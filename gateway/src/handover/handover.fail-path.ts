import type { SessionUnit, StoredActivity } from '../conversations/index.ts';
import type { Handover, HandoverRequest, LeavingForm, WayOut } from './handover.model.ts';
import { holdPlaces } from './handover.places.ts';
import { optionsOf, sayInHandover, sayOption } from './handover.says.ts';
import { beginHandover, noteHandover, queueForHandover, tellBotOf } from './handover.steps.ts';
import { findHandover, findLeaving, updateHandover } from './handover.store.ts';
import { type OwnTexts, ownTexts } from './handover.texts.ts';
import { cancelHandoverTimers, setHandoverTimer } from './handover.timers.ts';
import { givesUp, spoken } from './handover.words.ts';
import { redactionOf } from './redaction.rules.ts';
import { quoteLines } from './transcript.rules.ts';

/**
 * What a handover that came to nothing does before the bot goes on; null: nothing. Another queue needs a name and a place
 * where a handover may begin just now, and all of it a contact centre that is still there.
 */
export const wayOutOf = async (unit: SessionUnit, handover: Handover): Promise<WayOut | null> => {
  if (handover.state !== 'failed' || handover.endReason === 'provider') return null;
  const { onFail = 'bot', failQueue } = optionsOf(handover);
  if (onFail === 'bot') return null;
  if (onFail !== 'queue') return onFail;
  return failQueue && (await holdPlaces(unit, handover)) ? onFail : null;
};

const tryOtherQueue = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  const { endpointId, provider, providerId, request } = handover;
  const { failQueue = null, acceptedText: _, ...options } = optionsOf(handover);
  const other = await noteHandover(unit, {
    ...{ endpointId, provider, providerId },
    request: { ...request, queue: failQueue, options: { ...options, onFail: 'bot' } },
  });
  await beginHandover(unit, other);
};

/** How long the customer may take for the next word of a form. */
const formMs = 30 * 60 * 1000;

const keepForm = async (unit: SessionUnit, { id }: Handover, form: LeavingForm | null) => {
  await updateHandover(unit.tx, { id, patch: { form }, at: unit.now });
  if (form) await setHandoverTimer(unit, { id }, { timer: 'form', ms: formMs });
  else await cancelHandoverTimers(unit, ['form']);
};

/** Why the customer has nobody: agents who are slow are there, and those who cannot be reached may be. */
const whyNobody = ({ endReason }: Handover, own: OwnTexts, late: boolean): string => {
  if (late) return own.late;
  return endReason === 'error' ? own.unreached : own.closed;
};

export type FailPathStart = {
  readonly path: WayOut;
  /** The customer knows why. */
  readonly said: boolean;
  /** Nobody came in the time there was. */
  readonly late: boolean;
};

/** Goes on where no agent came: the bot hears of the end when this is over. */
export const goFailPath = async (
  unit: SessionUnit,
  handover: Handover,
  { path, said, late }: FailPathStart,
): Promise<void> => {
  if (path === 'queue') return tryOtherQueue(unit, handover);
  const own = ownTexts(unit.session.locale);
  const { messageQuestion, callbackQuestion } = optionsOf(handover);
  const question =
    path === 'message' ? (messageQuestion ?? own.message) : (callbackQuestion ?? own.number);
  if (!said) await sayInHandover(unit, handover, { text: whyNobody(handover, own, late) });
  await sayInHandover(unit, handover, { text: question });
  const step = path === 'message' ? 'text' : 'number';
  await keepForm(unit, handover, { kind: path, step, answers: {} });
};

const skips = new Set(['skip', 'weglassen', 'geç', '-']);
const isEmail = (text: string) =>
  text.length < 255 && /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/.test(text);
const isNumber = (text: string) =>
  /^[+()\d\s./-]{5,40}$/.test(text) && text.replace(/\D/g, '').length >= 5;

/** What comes next in a form; a text is asked again, null: all is there. */
type Next = {
  readonly form: LeavingForm | null;
  readonly answers: LeavingForm['answers'];
  readonly text?: string;
  readonly buttons?: readonly string[];
};

const nextOf = (
  form: LeavingForm,
  text: string,
  { locale, askEmail }: { readonly locale: string; readonly askEmail: boolean },
): Next => {
  const own = ownTexts(locale);
  const answers = { ...form.answers, [form.step]: text };
  const again = (said: string, buttons: readonly string[] = []): Next => ({
    ...{ form, answers: form.answers, text: said, buttons },
  });
  const done: Next = { form: null, answers };
  switch (form.step) {
    case 'text':
      return askEmail
        ? {
            form: { ...form, step: 'email', answers },
            answers,
            text: own.email,
            buttons: [own.skip],
          }
        : done;
    case 'email':
      if (skips.has(spoken(text))) return { form: null, answers: form.answers };
      return isEmail(text) ? done : again(own.emailAgain, [own.skip]);
    case 'number':
      return isNumber(text)
        ? { form: { ...form, step: 'time', answers }, answers, text: own.time }
        : again(own.numberAgain);
    case 'time':
      return done;
  }
};

const attributesOf = (kind: LeavingForm['kind'], answers: LeavingForm['answers']) => {
  const { text, email, number, time } = answers;
  const all = {
    handoverLeft: kind,
    leftMessage: text?.slice(0, 1_000),
    leftEmail: email,
    callbackNumber: number,
    callbackTime: time?.slice(0, 200),
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};

const notes = {
  message: ({ text, email }: LeavingForm['answers']) => [
    `Message left while no agent was there: ${text ?? ''}`,
    email ? `E-mail: ${email}` : '',
  ],
  callback: ({ number, time }: LeavingForm['answers']) => [
    `Callback wanted: ${number ?? ''}`,
    `When: ${time ?? ''}`,
  ],
} as const;

/** What was left goes to the contact centre as a conversation of its own, which waits there for an agent. */
const leave = async (
  unit: SessionUnit,
  { endpointId, provider, providerId, request }: Handover,
  { kind, answers: given, seq }: LeavingForm & { readonly seq: number },
): Promise<void> => {
  const { onFail: _, ...options } = request.options ?? {};
  const redact = redactionOf(options.redact === 'nothing' ? 'nothing' : 'cards');
  const answers = { ...given, ...(given['text'] ? { text: redact(given['text']) } : {}) };
  const note = notes[kind](answers)
    .filter((line) => line !== '')
    .map(quoteLines);
  const asked: HandoverRequest = {
    ...request,
    ...{ options, left: kind },
    note: [request.note, ...note].filter(Boolean).join('\n'),
    customAttributes: { ...request.customAttributes, ...attributesOf(kind, answers) },
    transcript: { upTo: unit.lastSeq(), userUpTo: seq },
  };
  const left = await noteHandover(unit, {
    ...{ endpointId, provider, providerId, request: asked },
    ended: { state: 'completed', endReason: kind },
  });
  await unit.hop({ kind: 'handover', summary: kind, ok: true, handover: left.id });
  if (!(await sayOption(unit, left, ['thanksText'])))
    await sayInHandover(unit, left, { text: ownTexts(unit.session.locale).thanks });
  await queueForHandover(unit, left, { kind: 'leave' });
  await tellBotOf(unit, left);
};

const giveUp = async (
  unit: SessionUnit,
  handover: Handover,
  said: 'cancelledText' | 'failedText' = 'cancelledText',
): Promise<void> => {
  await keepForm(unit, handover, null);
  await sayOption(unit, handover, [said]);
  const closed = await findHandover(unit.tx, handover.id);
  if (closed) await tellBotOf(unit, closed);
};

/** Takes a word of a customer who is asked for what to leave. @returns false when nobody asks */
export const takeLeft = async (
  unit: SessionUnit,
  { body, seq }: StoredActivity,
): Promise<boolean> => {
  const handover = await findLeaving(unit.tx, unit.session.id);
  if (!handover?.form) return false;
  const text = (body.text ?? '').trim();
  if (givesUp(handover, text)) {
    await giveUp(unit, handover);
    return true;
  }
  const { askEmail = false } = optionsOf(handover);
  const next: Next =
    text === ''
      ? { form: handover.form, answers: handover.form.answers }
      : nextOf(handover.form, text, { locale: unit.session.locale, askEmail });
  await keepForm(unit, handover, next.form);
  if (next.text)
    await sayInHandover(unit, handover, { text: next.text, buttons: next.buttons ?? [] });
  if (!next.form) await leave(unit, handover, { ...handover.form, answers: next.answers, seq });
  return true;
};

/** The customer wants to leave nothing after all. */
export const giveUpForm = async (unit: SessionUnit): Promise<void> => {
  const handover = await findLeaving(unit.tx, unit.session.id);
  if (handover) await giveUp(unit, handover);
};

/** Nobody is there any more for whom something could be left: the bot goes on. */
export const withdrawForm = (unit: SessionUnit, handover: Handover): Promise<void> =>
  giveUp(unit, handover, 'failedText');

/** The customer has left: what was asked is asked no more. */
export const dropForm = async (unit: SessionUnit): Promise<void> => {
  const handover = await findLeaving(unit.tx, unit.session.id);
  if (handover) await keepForm(unit, handover, null);
};

/** Nothing more was written into the form in its time: what is there counts as nothing. */
export const closeForm = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  if (handover.form) await giveUp(unit, handover);
};
