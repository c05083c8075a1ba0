import type { UserPresence } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { appendEvents } from '../users/index.ts';
import { lockUsers } from './agents.store.ts';
import { findDefinition, listDefinitions } from './definitions.store.ts';
import type { PresenceDeps } from './presence.deps.ts';
import { presenceErrors } from './presence.errors.ts';
import { setOnQueue } from './routing-status.usecases.ts';
import {
  type DefinitionRecord,
  systemDefinitionId,
  systemDefinitions,
  systemPresenceNamed,
} from './system-presences.ts';

export const presenceEvent = 'user.presence';
export const defaultSource = 'PURECLOUD';

type PresenceRow = {
  readonly userId: string;
  readonly source: string;
  readonly definition: string;
  readonly message: string | null;
  readonly primary: boolean;
  readonly modifiedAt: Date;
};

const offline = systemDefinitions.find(
  ({ systemPresence }) => systemPresence === 'Offline',
) as DefinitionRecord;

const toWire = (
  userId: string,
  source: string,
  { row, definition }: { row: PresenceRow | undefined; definition: DefinitionRecord },
): UserPresence => ({
  id: userId,
  source,
  primary: row?.primary ?? true,
  presenceDefinition: {
    id: definition.id,
    systemPresence: definition.systemPresence,
    selfUri: `/api/v2/presencedefinitions/${definition.id}`,
  },
  message: row?.message ?? '',
  ...(row ? { modifiedDate: row.modifiedAt.toISOString() } : {}),
  selfUri: `/api/v2/users/${userId}/presences/${source.toLowerCase()}`,
});

const presenceColumns = `user_id as "userId", source, definition, message, primary_source as "primary",
       modified_at as "modifiedAt"`;

const definitionOfRow = async (db: Queryable, org: string, row: PresenceRow | undefined) =>
  (row && (await findDefinition(db, org, row.definition))) ?? offline;

/** Presences of users by id; who never set one is offline. */
export const presencesOf = async (
  db: Queryable,
  org: string,
  { userIds, source }: { readonly userIds: readonly string[]; readonly source: string },
): Promise<ReadonlyMap<string, UserPresence>> => {
  const rows = await db.query<PresenceRow>(
    `select ${presenceColumns}
     from user_presence where org = $1 and user_id = any ($2) and source = $3`,
    [org, userIds, source],
  );
  const known = new Map((await listDefinitions(db, org)).map((d) => [d.id, d]));
  return new Map(
    userIds.map((userId) => {
      const row = rows.find((candidate) => candidate.userId === userId);
      const definition = (row && known.get(row.definition)) ?? offline;
      return [userId, toWire(userId, source, { row, definition })];
    }),
  );
};

const definitionOf = async (
  { db }: Pick<PresenceDeps, 'db'>,
  org: string,
  request: UserPresence,
) => {
  const wanted = request.presenceDefinition;
  if (!wanted?.id && !wanted?.systemPresence) return null;
  const byName = systemPresenceNamed(wanted.systemPresence);
  const id = wanted.id ?? (byName ? systemDefinitionId(byName) : '');
  const found = await findDefinition(db, org, id);
  if (!found || found.deactivated) throw presenceErrors.unknownDefinition({ id });
  return found;
};

type Change = {
  readonly org: string;
  readonly userId: string;
  readonly source: string;
  readonly request: UserPresence;
};

/**
 * Sets a user's presence. On Queue makes the user available to routing, anything else ends that.
 * @throws presenceErrors.unknownDefinition (400)
 */
export async function setPresence(
  deps: Pick<PresenceDeps, 'db' | 'clock' | 'userChanged'>,
  change: Change,
): Promise<UserPresence> {
  const { org, userId, source, request } = change;
  const definition = await definitionOf(deps, org, request);
  const onQueue = definition?.systemPresence === 'OnQueue';
  const presence = await deps.db.transaction(async (tx) => {
    await lockUsers(tx, org, [userId]);
    // Under the lock: of two changes, the one that stays is the later one by its date as well.
    const at = deps.clock.now();
    const [row] = await tx.query<PresenceRow>(
      `insert into user_presence as p (org, user_id, source, definition, message, primary_source, modified_at)
       values ($1, $2, $3, coalesce($4, $8::uuid), $5, coalesce($6, true), $7)
       on conflict (org, user_id, source) do update set definition = coalesce($4, p.definition),
         message = coalesce($5, p.message), primary_source = coalesce($6, p.primary_source), modified_at = $7
       returning ${presenceColumns}`,
      [
        org,
        userId,
        source,
        definition?.id ?? null,
        request.message ?? null,
        request.primary ?? null,
        at,
        offline.id,
      ],
    );
    const now = toWire(userId, source, {
      row,
      definition: definition ?? (await definitionOfRow(tx, org, row)),
    });
    await appendEvents(tx, org, [
      { type: presenceEvent, key: `user:${userId}`, data: { userId, presence: now } },
    ]);
    if (definition && source === defaultSource)
      await setOnQueue(tx, { org, userId }, { onQueue, at });
    return now;
  });
  deps.userChanged(org, userId);
  return presence;
}
