import {
  type Handler,
  handle,
  routingOperations as ops,
  type RoutingSettings,
} from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { type By, changesBetween, noteChange } from '../audit/index.ts';
import type { RoutingDeps } from './routing.deps.ts';

const defaults: RoutingSettings = { resetAgentScoreOnPresenceChange: false };

const settingsOf = async (db: Queryable, org: string): Promise<RoutingSettings> => {
  const [row] = await db.query<{ doc: RoutingSettings }>(
    'select doc from routing_settings where org = $1',
    [org],
  );
  return { ...defaults, ...row?.doc };
};

/** Replaces the settings and notes what differs from before. */
const change = (deps: RoutingDeps, by: By, write: (tx: Queryable) => Promise<unknown>) =>
  deps.db.transaction(async (tx) => {
    const { org } = by.principal;
    const before = await settingsOf(tx, org);
    await write(tx);
    const after = await settingsOf(tx, org);
    await noteChange(deps, tx, {
      by,
      action: 'update',
      entity: { type: 'routingSettings' },
      changes: changesBetween({ ...before }, { ...after }),
    });
  });

/** Settings of routing as a whole. */
export const routingSettingsHandlers = (deps: RoutingDeps): Handler[] => [
  handle(ops.getRoutingSettings, async ({ principal }) => ({
    status: 200,
    body: await settingsOf(deps.db, principal.org),
  })),
  handle(ops.putRoutingSettings, async (call) => {
    const { principal, body } = call;
    const { resetAgentScoreOnPresenceChange } = { ...defaults, ...body };
    await change(deps, call, (tx) =>
      tx.query(
        `insert into routing_settings (org, doc) values ($1, $2)
         on conflict (org) do update set doc = excluded.doc`,
        [principal.org, JSON.stringify({ resetAgentScoreOnPresenceChange })],
      ),
    );
    return { status: 200, body: await settingsOf(deps.db, principal.org) };
  }),
  handle(ops.deleteRoutingSettings, async (call) => {
    await change(deps, call, (tx) =>
      tx.query('delete from routing_settings where org = $1', [call.principal.org]),
    );
    return { status: 200 };
  }),
];
