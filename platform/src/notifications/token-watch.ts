import { topicName } from '@tandem/contract';
import type { Clock, Log } from '@tandem/kit';
import type { Directory } from '../users/index.ts';
import { type ChannelDeps, subscribe } from './channels.usecases.ts';
import { closingTopic, type HubConnection, type NotificationHub } from './notification-hub.ts';
import { judgeTopics } from './subscriptions.rules.ts';

export type TokenDirectory = Pick<Directory, 'liveTokens' | 'permissionsOf'>;

/** What a token does not allow any more ends for its sockets within this time. */
const checkMs = 500;

type WatchDeps = ChannelDeps & {
  readonly clock: Clock;
  readonly log: Log;
  readonly hub: NotificationHub;
  readonly directory: TokenDirectory;
};

/** Takes topics from a channel that its token does not allow any more. */
const readAccess = async (
  deps: WatchDeps,
  connection: HubConnection,
  { version, permissionsOf }: { version: number; permissionsOf: TokenDirectory['permissionsOf'] },
) => {
  const permissions = await permissionsOf(connection.tokenId);
  if (permissions === null) return;
  connection.permissions = permissions;
  const topics = [...connection.topics];
  const lost = judgeTopics(connection, topics).filter(({ rejection }) => rejection !== null);
  if (lost.length > 0) {
    await subscribe({
      ...deps,
      principal: connection,
      channelId: connection.channel,
      wanted: topics,
      replace: true,
      ignoreErrors: true,
    });
    deps.hub.tell(
      connection,
      topicName('v2.system.no_longer_subscribed.{id}', connection.channel),
      {
        systemTopicType: 'no_longer_subscribed',
        message: 'The token of the channel does not allow these topics any more.',
        data: Object.fromEntries(
          lost.map(({ topic, rejection }) => [
            topic,
            { missingPermissions: [...(rejection?.missing ?? [])] },
          ]),
        ),
      },
    );
  }
  connection.accessVersion = version;
};

/** Many sockets share a token: one look asks once for each. */
const askedOnce = (permissionsOf: TokenDirectory['permissionsOf']) => {
  const asked = new Map<string, ReturnType<typeof permissionsOf>>();
  return (tokenId: string) => {
    const known = asked.get(tokenId) ?? permissionsOf(tokenId);
    asked.set(tokenId, known);
    return known;
  };
};

/** Warned so long before the channel ends; subscribing again makes it live on. */
const warnMs = 60_000;

const warnOfEnd = ({ clock, hub }: WatchDeps, connection: HubConnection) => {
  const { endsAt, warnedOf } = connection;
  if (warnedOf?.getTime() === endsAt.getTime()) return;
  if (endsAt.getTime() - clock.now().getTime() > warnMs) return;
  connection.warnedOf = endsAt;
  hub.tell(connection, closingTopic, {
    message: `The channel ends at ${endsAt.toISOString()}. Subscribe again or open another one.`,
  });
};

const endRevoked = ({ hub }: WatchDeps, connection: HubConnection) => {
  const { userId, clientId } = connection;
  hub.tell(connection, topicName('v2.system.token_revoked.{id}', userId ?? clientId), {
    systemTopicType: 'token_revoked',
    reason: 'user_tokens_revoked',
    message: 'The token of the channel has ended.',
  });
  hub.remove(connection);
  connection.socket.close(1008, 'the token has ended');
};

/**
 * Ends the sockets whose token has ended (signed out, revoked, or its user or client switched off) or whose channel
 * has, and takes topics from those whose token allows less than before.
 */
export const createTokenWatch = (deps: WatchDeps) => {
  const { clock, log, hub, directory } = deps;
  let timer = { cancel: () => {} };
  let stopped = false;
  const look = async () => {
    const connections = hub.all();
    if (connections.length === 0) return;
    const permissionsOf = askedOnce((tokenId) => directory.permissionsOf(tokenId));
    const live = await directory.liveTokens([...new Set(connections.map((one) => one.tokenId))]);
    for (const connection of connections) {
      const version = live.get(connection.tokenId);
      if (version === undefined) endRevoked(deps, connection);
      else if (connection.endsAt <= clock.now()) await deps.announce(connection.channel);
      else {
        warnOfEnd(deps, connection);
        if (version !== connection.accessVersion)
          await readAccess(deps, connection, { version, permissionsOf });
      }
    }
  };
  const start = () => {
    timer = clock.after(checkMs, () => {
      look()
        .catch((error) => log.warn({ err: error }, 'tokens of sockets could not be checked'))
        .finally(() => {
          if (!stopped) start();
        });
    });
  };
  return {
    start,
    stop() {
      stopped = true;
      timer.cancel();
    },
  };
};
