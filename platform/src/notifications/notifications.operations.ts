import {
  type Handler,
  handle,
  notificationsOperations as operations,
  type Principal,
} from '@tandem/contract';
import { availableTopics } from './available-topics.ts';
import type { ChannelRecord } from './channels.store.ts';
import { type ChannelDeps, createChannel, findChannel, subscribe } from './channels.usecases.ts';
import { toChannelTopic } from './subscriptions.rules.ts';

export type NotificationDeps = ChannelDeps;

/** Address of a channel's socket on the origin that the client used. */
const connectUri = (origin: string, id: string) =>
  `${origin.replace(/^http/, 'ws')}/channels/${id}`;

const toWire = (origin: string, { id, expiresAt }: ChannelRecord) => ({
  connectUri: connectUri(origin, id),
  id,
  expires: expiresAt.toISOString(),
});

const subscriptionHandlers = (deps: NotificationDeps): readonly Handler[] => {
  const change = async (
    call: {
      principal: Principal;
      id: string;
      wanted: readonly { id?: string }[];
      ignoreErrors: boolean;
    },
    replace: boolean,
  ) => {
    const channel = await findChannel({ ...deps, principal: call.principal, id: call.id });
    const wanted = call.wanted.flatMap(({ id }) => (id ? [id] : []));
    const judged = await subscribe({
      ...deps,
      principal: call.principal,
      channelId: channel.id,
      wanted,
      replace,
      ignoreErrors: call.ignoreErrors,
    });
    return { status: 200, body: { entities: judged.map(toChannelTopic) } };
  };
  return [
    handle(operations.getNotificationsChannelSubscriptions, async ({ principal, params }) => {
      const channel = await findChannel({ ...deps, principal, id: params.channelId });
      const names = await deps.channels.topics(channel.id);
      return {
        status: 200,
        body: { entities: names.map((topic) => toChannelTopic({ topic, rejection: null })) },
      };
    }),
    handle(operations.postNotificationsChannelSubscriptions, ({ principal, params, query, body }) =>
      change(
        {
          principal,
          id: params.channelId,
          wanted: body,
          ignoreErrors: query.ignoreErrors ?? false,
        },
        false,
      ),
    ),
    handle(operations.putNotificationsChannelSubscriptions, ({ principal, params, query, body }) =>
      change(
        {
          principal,
          id: params.channelId,
          wanted: body,
          ignoreErrors: query.ignoreErrors ?? false,
        },
        true,
      ),
    ),
    handle(operations.deleteNotificationsChannelSubscriptions, async ({ principal, params }) => {
      const channel = await findChannel({ ...deps, principal, id: params.channelId });
      await subscribe({
        ...deps,
        principal,
        channelId: channel.id,
        wanted: [],
        replace: true,
        ignoreErrors: true,
      });
      return { status: 204 };
    }),
  ];
};

export const notificationHandlers = (deps: NotificationDeps): readonly Handler[] => [
  handle(operations.getNotificationsAvailabletopics, async ({ query }) => ({
    status: 200,
    body: { entities: availableTopics(query.expand ?? []) },
  })),
  handle(operations.getNotificationsChannels, async ({ principal, query, origin }) => {
    const { org, clientId, userId, tokenId } = principal;
    const scope =
      query.includechannels === 'oauthclient'
        ? { org, clientId }
        : { org, clientId, userId, tokenId };
    const found = await deps.channels.list(scope, deps.clock.now());
    return { status: 200, body: { entities: found.map((channel) => toWire(origin, channel)) } };
  }),
  handle(operations.postNotificationsChannels, async ({ principal, origin }) => ({
    status: 200,
    body: toWire(origin, await createChannel({ ...deps, principal })),
  })),
  handle(operations.headNotificationsChannel, async ({ principal, params }) => {
    await findChannel({ ...deps, principal, id: params.channelId });
    return { status: 200 };
  }),
  ...subscriptionHandlers(deps),
];
