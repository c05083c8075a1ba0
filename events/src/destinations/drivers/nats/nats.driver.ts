import { JetStreamApiError, jetstream } from '@nats-io/jetstream';
import {
  type Authenticator,
  connect,
  credsAuthenticator,
  headers,
  type NatsConnection,
  type NodeConnectionOptions,
  nkeyAuthenticator,
  RequestError,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import { type EgressGuard, PublicError } from '@tandem/kit';
import {
  contentTypes,
  createBodies,
  type DestinationDriver,
  type DestinationKind,
  type OpenDestination,
  type Outcome,
  type OutgoingEvent,
  type SendResult,
} from '../driver.port.ts';
import { aboutNats, defaultSubject } from './nats.fields.ts';

const defaultPatienceMs = 5_000;

export type NatsDeps = {
  readonly guard: EgressGuard;
  /** How long a connection or an answer may take, in milliseconds. Default 5 000. */
  readonly patienceMs?: number;
};

const defaultPort = 4222;
/** What headers and subject take of the server's largest message. */
const overhead = 2_048;

const encode = (text: string | undefined) => new TextEncoder().encode(text);

const authenticatorOf = ({ settings, secrets }: OpenDestination): Authenticator | undefined => {
  const { password, token, nkey, credentials } = secrets;
  if (credentials) return credsAuthenticator(encode(credentials));
  if (nkey) return nkeyAuthenticator(encode(nkey.trim()));
  if (token) return tokenAuthenticator(token);
  if (settings['user']) return usernamePasswordAuthenticator(String(settings['user']), password);
  return undefined;
};

/** A part of a subject: white space and wild cards have a meaning of their own there. */
const subjectPart = (text: string) => text.replaceAll(/[\s*>]+/g, '_');

/** Templates with `{id}` keep their braces: they are ordinary characters of a subject. */
export const subjectOf = (template: string, event: OutgoingEvent): string => {
  const parts: Readonly<Record<string, string>> = {
    organizationId: event.org,
    topicName: event.topicName,
    topic: event.topic,
    key: event.key,
  };
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const part = parts[name];
    return part === undefined ? whole : subjectPart(part);
  });
};

/** The address is the one that the guard has checked; servers of a cluster that it tells of are not followed. */
const dial = async (
  { guard, patienceMs = defaultPatienceMs }: NatsDeps,
  destination: OpenDestination,
): Promise<NatsConnection> => {
  const url = new URL(String(destination.settings['server']).replace(/^(nats|tls):/, 'http:'));
  const port = Number(url.port || defaultPort);
  const { address, family } = await guard.resolve(url.hostname, port);
  const authenticator = authenticatorOf(destination);
  const secure = String(destination.settings['server']).startsWith('tls:');
  const tls = secure ? { tls: { servername: url.hostname } } : {};
  return connect({
    servers: `${family === 6 ? `[${address}]` : address}:${port}`,
    name: `tandem ${destination.name}`,
    ...{ timeout: patienceMs, reconnect: false, ignoreClusterUpdates: true, resolve: false },
    ...(authenticator ? { authenticator } : {}),
    ...tls,
  } as NodeConnectionOptions);
};

const messageTooLarge = 10_054;

/** JetStream's client wraps it, and says that JetStream is not available. */
const isNobodyThere = (error: unknown): boolean =>
  (error instanceof RequestError && error.isNoResponders()) ||
  (error instanceof Error &&
    (error.name === 'NoRespondersError' ||
      (error.cause !== undefined && isNobodyThere(error.cause))));

const outcomeOf = (error: unknown): Outcome => {
  const { name, message, cause } = error as Error;
  const told = { code: name, reason: message.slice(0, 500) };
  if (isNobodyThere(error))
    return { kind: 'denied', code: 'no.stream', reason: 'No stream takes this subject.' };
  if (
    name === 'PermissionViolationError' ||
    (cause as Error | undefined)?.name === 'PermissionViolationError'
  )
    return {
      kind: 'denied',
      code: 'PermissionViolationError',
      reason: 'The user may not publish there.',
    };
  if (error instanceof JetStreamApiError && error.apiError().err_code === messageTooLarge)
    return { kind: 'refused', ...told };
  return { kind: 'retry', ...told };
};

const connectFailure = (error: unknown): SendResult => {
  if (error instanceof PublicError)
    return { kind: 'denied', code: error.code, reason: error.message };
  const { name } = error as Error;
  const isAccess = name === 'AuthorizationError' || name === 'UserAuthenticationExpiredError';
  if (isAccess)
    return { kind: 'denied', code: name, reason: 'The server does not accept the credentials.' };
  return { kind: 'unavailable', code: name, reason: 'The NATS server could not be reached.' };
};

/** When one cause kept the whole call, it is the destination's. */
const toResult = (outcomes: readonly Outcome[]): SendResult => {
  const [first] = outcomes;
  if (!first || first.kind === 'delivered' || first.kind === 'refused')
    return { kind: 'answered', outcomes };
  const { code, reason } = first;
  if (!outcomes.every(({ kind }) => kind === first.kind)) return { kind: 'answered', outcomes };
  return first.kind === 'denied' ? first : { kind: 'unavailable', code, reason };
};

/** One connection, made when it is needed. */
const createConnection = (deps: NatsDeps, destination: OpenDestination) => {
  let opening: Promise<NatsConnection> | null = null;
  const open = (patienceMs = deps.patienceMs ?? defaultPatienceMs) => {
    const made = dial({ ...deps, patienceMs }, destination);
    opening = made;
    const forget = () => {
      if (opening === made) opening = null;
    };
    made.then((connection) => connection.closed().then(forget, forget), forget);
    return made;
  };
  return {
    /** @param patienceMs how long connecting may take */
    get: (patienceMs?: number) => opening ?? open(patienceMs),
    async close() {
      await opening?.then((connection) => connection.close()).catch(() => {});
    },
  };
};

const openNats = (deps: NatsDeps, destination: OpenDestination): DestinationDriver => {
  const { envelope, source, settings } = destination;
  const connection = createConnection(deps, destination);
  const bodyOf = createBodies(envelope, source);
  const template = String(settings['subject'] ?? defaultSubject);
  const patienceMs = deps.patienceMs ?? defaultPatienceMs;
  const publish = async (
    nats: NatsConnection,
    event: OutgoingEvent,
    timeout: number,
  ): Promise<Outcome> => {
    const about = headers();
    about.set('Content-Type', contentTypes[envelope]);
    // JetStream drops what it has seen of late under the same id; a replay is meant to arrive again.
    const msgID = event.replay ? `${event.id}:${event.replay}` : event.id;
    try {
      const ack = await jetstream(nats, { timeout }).publish(
        subjectOf(template, event),
        bodyOf(event),
        { msgID, headers: about },
      );
      return { kind: 'delivered', remoteId: `${ack.stream}:${ack.seq}` };
    } catch (error) {
      return outcomeOf(error);
    }
  };
  return {
    limits: { events: 128, bytes: 4_000_000, inFlight: 4 },
    largestEvent: 1_000_000,
    sizeOf: (event) => bodyOf(event).length,
    async send(events, withinMs = 2 * patienceMs) {
      // Half of the time for the connection, half for the answers.
      const timeout = Math.ceil(Math.min(patienceMs, withinMs / 2));
      let nats: NatsConnection;
      try {
        nats = await connection.get(timeout);
      } catch (error) {
        return connectFailure(error);
      }
      const most = (nats.info?.max_payload ?? 1_048_576) - overhead;
      const outcomes = await Promise.all(
        events.map((event): Outcome | Promise<Outcome> => {
          const size = bodyOf(event).length;
          if (size <= most) return publish(nats, event, timeout);
          const reason = `The event has ${size} bytes; the server takes ${most}.`;
          return { kind: 'refused', code: 'event.too.large', reason };
        }),
      );
      return toResult(outcomes);
    },
    async describe() {
      try {
        const { info } = await connection.get();
        if (info?.jetstream) return { state: 'active', name: info.server_name };
        return { state: 'unknown', reason: 'The server has no JetStream.' };
      } catch (error) {
        const { reason } = connectFailure(error) as { reason: string };
        return { state: 'unknown', reason };
      }
    },
    [Symbol.asyncDispose]: connection.close,
  };
};

/** NATS JetStream: a message an event, acknowledged by its stream. */
export const natsKind = (deps: NatsDeps): DestinationKind => ({
  ...aboutNats,
  open: async (destination) => openNats(deps, destination),
});
