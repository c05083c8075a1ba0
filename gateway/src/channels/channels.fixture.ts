import type { Activity, GatewayChannel, GatewayEndpoint } from '@tandem/contract';
import type { GatewayWorld } from '../testing/index.ts';

/** A conversation on a channel as the database has it. */
export type ChannelTalk = {
  readonly conversationId: string;
  readonly address: string;
  readonly activities: readonly (Activity & { readonly direction: string })[];
};

/** A channel of an endpoint, made through the door. */
export const addChannel = async (
  world: GatewayWorld,
  endpoint: Pick<GatewayEndpoint, 'id'>,
  { org, ...init }: { kind: string; settings: object; name?: string; org?: string },
): Promise<GatewayChannel> => {
  const body = { name: `${init.kind} channel`, endpointId: endpoint.id, ...init };
  const made = await world.admin<GatewayChannel>('/channels', {
    method: 'POST',
    body,
    ...(org ? { org } : {}),
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body;
};

/** A channel with an endpoint and an integration of its own name. Its bot keeps the customer unless `init` says more. */
export const openChannel = async (
  world: GatewayWorld,
  { kind, name, settings }: { kind: string; name: string; settings: object },
  init: Parameters<GatewayWorld['endpoint']>[0] = { handover: false },
): Promise<{ readonly endpoint: GatewayEndpoint; readonly channel: GatewayChannel }> => {
  world.addIntegration(name);
  const endpoint = await world.endpoint({ name, deploymentName: name, ...init });
  return { endpoint, channel: await addChannel(world, endpoint, { kind, name, settings }) };
};

/** Sessions of a channel, oldest first, with everything that was said. */
export const talksOf = async (
  { db }: GatewayWorld,
  { id }: Pick<GatewayChannel, 'id'>,
): Promise<readonly ChannelTalk[]> => {
  const sessions = await db.query<{
    id: number;
    conversation_id: string;
    channel_address: string | null;
  }>('select id, conversation_id, channel_address from session where channel = $1 order by id', [
    id,
  ]);
  const talks: ChannelTalk[] = [];
  for (const session of sessions) {
    const rows = await db.query<{ direction: string; body: Activity }>(
      'select direction, body from activity where session = $1 order by seq',
      [session.id],
    );
    talks.push({
      conversationId: session.conversation_id,
      address: session.channel_address ?? '',
      activities: rows.map(({ direction, body }) => ({ ...body, direction })),
    });
  }
  return talks;
};

/** Texts of one direction, in order. */
export const textsOf = (talk: ChannelTalk | undefined, direction: string) =>
  (talk?.activities ?? [])
    .filter((activity) => activity.direction === direction && activity.type === 'message')
    .map(({ text }) => text);

/** Kinds and summaries of the hops of a channel's conversations. */
export const hopsOf = async ({ db }: GatewayWorld, { id }: Pick<GatewayChannel, 'id'>) =>
  db.query<{ kind: string; summary: string; detail: object }>(
    'select h.kind, h.summary, h.detail from hop h join session s on s.id = h.session where s.channel = $1 order by h.id',
    [id],
  );

/** A raw POST to a channel's address. */
export const deliver = (
  url: string,
  {
    body,
    headers = {},
    type = 'application/json',
  }: { body: string; headers?: object; type?: string },
) => fetch(url, { method: 'POST', body, headers: { 'content-type': type, ...headers } });

export const readChannel = async (world: GatewayWorld, { id }: Pick<GatewayChannel, 'id'>) =>
  (await world.admin<GatewayChannel>(`/channels/${id}`)).body;
