import type { SystemMessageSystemMessage } from '@tandem/contract';
import type { Clock, Log } from '@tandem/kit';

/** The part of a WebSocket that the hub needs. */
export type HubSocket = {
  readonly send: (text: string) => void;
  readonly close: (code: number, reason: string) => void;
  /** Bytes that wait to be written to the network. */
  readonly bufferedAmount: number;
};

export type HubConnection = {
  readonly org: string;
  readonly channel: string;
  /** The socket lives no longer than this token. */
  readonly tokenId: string;
  readonly userId: string | null;
  readonly clientId: string;
  readonly bundled: boolean;
  /** End of the channel, as last read; subscribing moves it. */
  endsAt: Date;
  /** The end that the reader was warned of. */
  warnedOf: Date | null;
  /** What the token allows, as last read with its access version. */
  permissions: ReadonlySet<string>;
  accessVersion: number;
  readonly id: string;
  readonly socket: HubSocket;
  /** Topics of the channel, as last read. */
  topics: ReadonlySet<string>;
};

export type Frame = {
  /** Only its channels hear the frame, whoever asked for the topic. */
  readonly org: string;
  readonly topicName: string;
  readonly eventBody: unknown;
  readonly correlationId?: string | null;
};

/** A reader that is this far behind is cut off; it reconnects and reads the state anew. */
const maxBufferedBytes = 8 * 1024 * 1024;
const heartbeatMs = 30_000;

const metadataFrame = (message: string) =>
  JSON.stringify({ topicName: 'channel.metadata', eventBody: { message } });
export const pong = metadataFrame('pong');
const heartbeat = metadataFrame('WebSocket Heartbeat');

const heardAs = (org: string, topic: string) => `${org} ${topic}`;

const frameText = ({ topicName, eventBody, correlationId }: Omit<Frame, 'org'>) =>
  JSON.stringify({
    topicName,
    version: '2',
    eventBody,
    metadata: correlationId ? { CorrelationId: correlationId } : {},
  });

export const closingTopic = 'v2.system.socket_closing';

/** What a message of the system tells beside whose channel it is. */
type SystemBody = Pick<
  SystemMessageSystemMessage,
  'message' | 'systemTopicType' | 'reason' | 'data'
>;

const systemFrame = (connection: HubConnection, topicName: string, body: SystemBody): string => {
  const { channel, org, userId, clientId } = connection;
  const whose = { channelId: channel, organizationId: org, oauthClientId: clientId };
  return frameText({
    topicName,
    eventBody: { ...whose, ...(userId === null ? {} : { userId }), ...body },
  });
};

/** The sockets of this node and who of them hears which topic. Frames are written once for all who hear them. */
export const createNotificationHub = ({ clock, log }: { clock: Clock; log: Log }) => {
  const connections = new Map<string, HubConnection>();
  const hearers = new Map<string, Set<HubConnection>>();

  const unlisten = (connection: HubConnection) => {
    for (const topic of connection.topics) {
      const key = heardAs(connection.org, topic);
      const set = hearers.get(key);
      set?.delete(connection);
      if (set?.size === 0) hearers.delete(key);
    }
  };
  const setTopics = (connection: HubConnection, topics: readonly string[]) => {
    // It may be gone since its topics were read.
    if (connections.get(connection.channel) !== connection) return;
    unlisten(connection);
    connection.topics = new Set(topics);
    for (const topic of topics) {
      const key = heardAs(connection.org, topic);
      hearers.set(key, (hearers.get(key) ?? new Set()).add(connection));
    }
  };
  const remove = (connection: HubConnection) => {
    unlisten(connection);
    connection.topics = new Set();
    if (connections.get(connection.channel) === connection) connections.delete(connection.channel);
  };
  const send = (connection: HubConnection, text: string) => {
    if (connection.socket.bufferedAmount > maxBufferedBytes) {
      log.warn({ channel: connection.id }, 'notification reader too slow, closing its socket');
      connection.socket.close(1013, 'reader too slow');
      remove(connection);
      return;
    }
    connection.socket.send(text);
  };
  const beat = () => {
    for (const connection of connections.values()) send(connection, heartbeat);
    timer = clock.after(heartbeatMs, beat);
  };
  let timer = clock.after(heartbeatMs, beat);

  return {
    /** Serves a channel with this socket; the channel's earlier socket on this node is closed. */
    add(connection: HubConnection, topics: readonly string[]) {
      const earlier = connections.get(connection.channel);
      if (earlier) {
        remove(earlier);
        earlier.socket.close(1000, 'another connection uses the channel');
      }
      connections.set(connection.channel, connection);
      setTopics(connection, topics);
    },
    remove,
    setTopics,
    all: (): readonly HubConnection[] => [...connections.values()],
    find: (channel: string) => connections.get(channel) ?? null,
    /** Does anybody of the organisation hear the topic on this node? */
    hears: (org: string, topic: string) => hearers.has(heardAs(org, topic)),
    /** Are there any topics to render for at all? */
    idle: () => hearers.size === 0,
    deliver(frame: Frame) {
      const set = hearers.get(heardAs(frame.org, frame.topicName));
      if (!set) return;
      const text = frameText(frame);
      for (const connection of [...set]) send(connection, text);
    },
    /** Tells one reader of something about its own channel. */
    tell: (connection: HubConnection, topic: string, body: SystemBody) =>
      send(connection, systemFrame(connection, topic, body)),
    /** Warns every reader and closes: this node stops, the client connects again elsewhere. */
    close() {
      timer.cancel();
      for (const connection of [...connections.values()]) {
        const body = { message: 'The server is stopping. Connect again.' };
        send(connection, systemFrame(connection, closingTopic, body));
        connection.socket.close(1001, 'server is stopping');
        remove(connection);
      }
    },
  };
};

export type NotificationHub = ReturnType<typeof createNotificationHub>;
