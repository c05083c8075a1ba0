import type { Queryable } from '@tandem/kit';
import { botStatusOf, type EndReason } from './handover.machine.ts';
import type { Handover } from './handover.model.ts';
import { findLastHandover } from './handover.store.ts';
import { findSurveyAnswer, type SurveyAnswer } from './handover.survey.ts';

/** What became of a handover, for whoever goes on with the conversation. */
export type HandoverSummary = {
  readonly agent: string | null;
  /** From the request to the end, and to the first word of an agent. */
  readonly durationSeconds: number | null;
  readonly waitedSeconds: number | null;
  readonly messages: { readonly customer: number; readonly agent: number };
  readonly lastTexts: { readonly customer: string | null; readonly agent: string | null };
};

const longestText = 500;

const secondsBetween = (from: Date, to: Date | null): number | null =>
  to && Math.round((to.getTime() - from.getTime()) / 1000);

/** Sums a handover up from what was said in it. */
export const summaryOf = async (db: Queryable, handover: Handover): Promise<HandoverSummary> => {
  const { session, createdAt, endedAt, answeredAt, agent } = handover;
  const rows = await db.query<{ direction: 'user' | 'agent'; messages: number; last: string }>(
    `select direction, count(*) as messages,
       left((array_agg(body->>'text' order by seq desc) filter (where body->>'text' <> ''))[1], $4) as last
     from activity where session = $1 and type = 'message' and direction in ('user', 'agent')
       and created_at >= $2 and created_at <= coalesce($3::timestamptz, 'infinity') group by direction`,
    [session, createdAt, endedAt, longestText],
  );
  const of = (direction: 'user' | 'agent') => rows.find((row) => row.direction === direction);
  return {
    agent: agent?.name ?? null,
    durationSeconds: secondsBetween(createdAt, endedAt),
    waitedSeconds: secondsBetween(createdAt, answeredAt),
    messages: { customer: of('user')?.messages ?? 0, agent: of('agent')?.messages ?? 0 },
    lastTexts: { customer: of('user')?.last ?? null, agent: of('agent')?.last ?? null },
  };
};

/** Where the last handover of a conversation is, for bots that read it while they go on; null: there was none. */
export type HandoverNow = {
  readonly status: string;
  readonly reason: EndReason | string | null;
  readonly agent: string | null;
  readonly position: number | null;
  readonly estimatedWaitSeconds: number | null;
  readonly warned: number;
  /** What the contact centre's flow said last. */
  readonly update: string | null;
  readonly survey: SurveyAnswer | null;
};

const lastUpdate = async (db: Queryable, { id, session }: Handover): Promise<string | null> => {
  const [row] = await db.query<{ text: string | null }>(
    `select body->>'text' as text from activity where session = $1 and handover = $2 and direction = 'system'
       and body->'channelData'->>'source' = 'flow' order by seq desc limit 1`,
    [session, id],
  );
  return row?.text ?? null;
};

export const handoverNow = async (db: Queryable, session: number): Promise<HandoverNow | null> => {
  const last = await findLastHandover(db, session);
  if (!last) return null;
  const { state, endReason, reason, agent, queueInfo, idle } = last;
  return {
    status: botStatusOf(state),
    reason: endReason ?? reason,
    agent: agent?.name ?? null,
    position: queueInfo?.position ?? null,
    estimatedWaitSeconds: queueInfo?.estimatedWaitSeconds ?? null,
    warned: idle?.warned ?? 0,
    update: await lastUpdate(db, last),
    survey: await findSurveyAnswer(db, last.id),
  };
};
