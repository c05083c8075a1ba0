import {
  type Handler,
  handle,
  routingOperations as ops,
  type RoutingSettings,
} from '@tandem/contract';
import type { RoutingDeps } from './routing.deps.ts';

const defaults: RoutingSettings = { resetAgentScoreOnPresenceChange: false };

const settingsOf = async ({ db }: RoutingDeps, org: string): Promise<RoutingSettings> => {
  const [row] = await db.query<{ doc: RoutingSettings }>(
    'select doc from routing_settings where org = $1',
    [org],
  );
  return { ...defaults, ...row?.doc };
};

/** Settings of routing as a whole. */
export const routingSettingsHandlers = (deps: RoutingDeps): Handler[] => [
  handle(ops.getRoutingSettings, async ({ principal }) => ({
    status: 200,
    body: await settingsOf(deps, principal.org),
  })),
  handle(ops.putRoutingSettings, async ({ principal, body }) => {
    const { resetAgentScoreOnPresenceChange } = { ...defaults, ...body };
    await deps.db.query(
      `insert into routing_settings (org, doc) values ($1, $2)
       on conflict (org) do update set doc = excluded.doc`,
      [principal.org, JSON.stringify({ resetAgentScoreOnPresenceChange })],
    );
    return { status: 200, body: await settingsOf(deps, principal.org) };
  }),
  handle(ops.deleteRoutingSettings, async ({ principal }) => {
    await deps.db.query('delete from routing_settings where org = $1', [principal.org]);
    return { status: 200 };
  }),
];
