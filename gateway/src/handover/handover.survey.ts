import { type Activity, directLineEvents } from '@tandem/contract';
import { derivedHex32, type Queryable } from '@tandem/kit';
import { type SessionUnit, storableText } from '../conversations/index.ts';
import type { Handover } from './handover.model.ts';
import { optionsOf, sayInHandover } from './handover.says.ts';
import { ownTexts } from './handover.texts.ts';

export type SurveyAnswer = { readonly score: number; readonly comment: string | null };

const scale = 5;
const scores = Array.from({ length: scale }, (_, at) => String(at + 1));
const longestComment = 2_000;
/** How long a bare number counts as an answer where the question was a text. */
const textAnswerMs = 60 * 60 * 1000;

/** Asks the customer once about a handover that an agent had, where the endpoint or the flow wishes it. */
export const askSurvey = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  const { survey, surveyQuestion } = optionsOf(handover);
  if (!survey || (!handover.answeredAt && !handover.agent)) return;
  const { session, tx, now } = unit;
  const own = ownTexts(session.locale);
  const question = surveyQuestion ?? own.survey;
  const id = derivedHex32('survey', session.conversationId, String(handover.id));
  // Channels show no events: there it is a text with buttons.
  const asText = session.channel !== null;
  const inserted = await tx.query(
    `insert into handover_survey (handover, org, session, id, question, as_text, asked_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning handover`,
    [handover.id, session.org, session.id, id, storableText(question), asText, now],
  );
  if (inserted.length === 0) return;
  if (asText) {
    const text = `${question}\n${own.surveyScale}`;
    await sayInHandover(unit, handover, { text, buttons: scores });
    return;
  }
  const body: Activity = {
    type: 'event',
    name: directLineEvents.survey,
    from: { id: 'tandem', role: 'channel' },
    value: { id, question, scale, comment: true },
  };
  await unit.append({ direction: 'system', body, handover: handover.id });
};

const noteAnswer = async (
  unit: SessionUnit,
  survey: string,
  { score, comment }: SurveyAnswer,
): Promise<number | null> => {
  const { tx, session, now } = unit;
  const [row] = await tx.query<{ handover: number }>(
    `update handover_survey set score = $3, comment = $4, answered_at = $5
     where session = $1 and id = $2 and answered_at is null returning handover`,
    [session.id, storableText(survey), score, comment && storableText(comment), now],
  );
  if (!row) return null;
  const { handover } = row;
  await unit.hop({
    ...{ kind: 'survey', summary: `${score} of ${scale}`, ok: true, handover },
    detail: { score, comment },
  });
  return handover;
};

/** Takes the answer of a survey; the first counts, and what is none is left alone. */
export const takeSurveyAnswer = async (unit: SessionUnit, value: unknown): Promise<void> => {
  const { id, score, comment } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !Number.isInteger(score) || !scores.includes(String(score))) return;
  const words = typeof comment === 'string' ? comment.trim().slice(0, longestComment) : '';
  await noteAnswer(unit, id, { score: Number(score), comment: words || null });
};

/** Takes a bare number as the answer where the question was a text. @returns whether it was one */
export const takeSurveyText = async (unit: SessionUnit, text: string): Promise<boolean> => {
  if (unit.session.channel === null || !scores.includes(text.trim())) return false;
  const since = new Date(unit.now.getTime() - textAnswerMs);
  const [open] = await unit.tx.query<{ id: string }>(
    `select id from handover_survey where session = $1 and as_text and answered_at is null and asked_at > $2
     order by asked_at desc limit 1`,
    [unit.session.id, since],
  );
  if (!open) return false;
  const handover = await noteAnswer(unit, open.id, { score: Number(text), comment: null });
  if (handover !== null)
    await sayInHandover(
      unit,
      { id: handover, agent: null },
      { text: ownTexts(unit.session.locale).surveyThanks },
    );
  return true;
};

/** What the customer answered about a handover; null: nothing. */
export const findSurveyAnswer = async (
  db: Queryable,
  handover: number,
): Promise<SurveyAnswer | null> => {
  const [row] = await db.query<{ score: number | null; comment: string | null }>(
    'select score, comment from handover_survey where handover = $1 and answered_at is not null',
    [handover],
  );
  return row?.score ? { score: row.score, comment: row.comment } : null;
};
