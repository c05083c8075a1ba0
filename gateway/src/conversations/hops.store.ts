import type { Queryable } from '@tandem/kit';
import type { NewHop, Session } from './conversations.model.ts';
import { storableJson, storableText } from './storable.rules.ts';

/** Adds an entry to the timeline of a session. */
export const insertHop = async (
  db: Queryable,
  session: Pick<Session, 'id' | 'org'>,
  { hop, at }: { hop: NewHop; at: Date },
) => {
  await db.query(
    `insert into hop (session, org, handover, kind, summary, ok, detail, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      session.id,
      session.org,
      hop.handover ?? null,
      hop.kind,
      storableText(hop.summary),
      hop.ok,
      storableJson(hop.detail ?? {}),
      at,
    ],
  );
};
