import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  DescribeEventBusCommand,
  ListPartnerEventSourceAccountsCommand,
  PutEventsCommand,
  type PutEventsResultEntry,
  PutPartnerEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { customBusSource } from '@tandem/contract';
import {
  type DestinationDriver,
  type DestinationKind,
  detailOf,
  type OpenDestination,
  type Outcome,
  type OutgoingEvent,
  type Preparation,
  type RemoteState,
  type SendResult,
} from '../driver.port.ts';
import { blockedReason } from '../guard-error.ts';
import { aboutAwsBus, aboutAwsPartner } from './aws.kinds.ts';
import { type AwsDeps, callsAtOnce, openEventBridge } from './aws-clients.ts';
import { callFailure, entryOutcome } from './aws-errors.rules.ts';
import { requireUsable } from './aws-settings.rules.ts';

type Entry = {
  readonly Time: Date;
  readonly Source: string;
  readonly Resources: string[];
  readonly DetailType: string;
  readonly Detail: string;
};

const mostBytes = 1_000_000;
/** A call ends by itself even where the SDK would wait on. */
const deadlineMs = 10_000;

const utf8 = (text: string) => Buffer.byteLength(text);

/** AWS's formula for the size of an entry: 14 for its time, and the bytes of its texts. */
export const entrySize = ({ Source, DetailType, Detail, Resources }: Entry): number =>
  14 +
  utf8(Source) +
  utf8(DetailType) +
  utf8(Detail) +
  Resources.reduce((sum, one) => sum + utf8(one), 0);

type Made = { readonly entry: Entry; readonly size: number };

/** Entries are made once, however often they are measured and sent. */
const createEntries = ({ source, resources }: { source: string; resources: readonly string[] }) => {
  const made = new WeakMap<OutgoingEvent, Made>();
  return (event: OutgoingEvent): Made => {
    const known = made.get(event);
    if (known) return known;
    const entry: Entry = {
      ...{ Time: event.at, Source: source, Resources: [...resources], DetailType: event.topic },
      Detail: JSON.stringify(detailOf(event)),
    };
    const one = { entry, size: entrySize(entry) };
    made.set(event, one);
    return one;
  };
};

type Put = (
  entries: readonly Entry[],
  signal: AbortSignal,
) => Promise<readonly PutEventsResultEntry[]>;

/** When everybody in a call is turned away for one reason, it is the destination that turns away. */
const toResult = (outcomes: readonly Outcome[]): SendResult => {
  const [first] = outcomes;
  if (first?.kind === 'denied' && outcomes.every(({ kind }) => kind === 'denied')) return first;
  return { kind: 'answered', outcomes };
};

const outOfTime: SendResult = {
  ...{ kind: 'unavailable', code: 'http.timeout' },
  reason: 'There was no time left to try it by itself.',
};

const createSend = ({ clock }: AwsDeps, put: Put, entryOf: (event: OutgoingEvent) => Made) => {
  const attempt = async (events: readonly OutgoingEvent[], untilMs: number) => {
    const abort = new AbortController();
    const left = Math.min(deadlineMs, Math.max(0, untilMs - clock.monotonicMs()));
    const deadline = clock.after(left, () => abort.abort());
    try {
      const entries = await put(
        events.map((event) => entryOf(event).entry),
        abort.signal,
      );
      return toResult(
        events.map((_, place) => entryOutcome(entries[place] ?? { ErrorCode: 'InternalFailure' })),
      );
    } catch (error) {
      const blocked = blockedReason(error);
      if (blocked) return { kind: 'denied', code: 'egress.blocked', reason: blocked } as const;
      return callFailure(error, clock.now());
    } finally {
      deadline.cancel();
    }
  };
  /** What AWS refuses as a whole is tried in halves, so that one bad event does not take others with it. */
  const sendUntil = async (
    events: readonly OutgoingEvent[],
    untilMs: number,
  ): Promise<SendResult> => {
    const result = await attempt(events, untilMs);
    if (result.kind !== 'divide') return result;
    if (events.length === 1)
      return { kind: 'answered', outcomes: [{ ...result, kind: 'refused' }] };
    const middle = Math.ceil(events.length / 2);
    const outcomes: Outcome[] = [];
    for (const half of [events.slice(0, middle), events.slice(middle)]) {
      const isOver = clock.monotonicMs() >= untilMs;
      const one: SendResult = isOver ? outOfTime : await sendUntil(half, untilMs);
      if (one.kind === 'answered') outcomes.push(...one.outcomes);
      else if (outcomes.length === 0) return one;
      else outcomes.push(...half.map((): Outcome => ({ ...one, kind: 'retry' })));
    }
    return { kind: 'answered', outcomes };
  };
  return (events: readonly OutgoingEvent[], withinMs = deadlineMs) =>
    sendUntil(events, clock.monotonicMs() + withinMs);
};

const denied = new Set(['AccessDeniedException', 'OperationDisabledException']);
const remoteFailure = (error: unknown): RemoteState => {
  const { name } = error as Error;
  if (name === 'ResourceNotFoundException')
    return { state: 'deleted', reason: 'It does not exist.' };
  const reason = denied.has(name) ? 'The credentials may not ask.' : 'AWS did not answer.';
  return { state: 'unknown', reason };
};

type Parts = {
  readonly client: ReturnType<typeof openEventBridge>;
  readonly put: Put;
  readonly entryOf: (event: OutgoingEvent) => Made;
  readonly events: number;
  readonly largest: number;
  readonly describe: () => Promise<RemoteState>;
} & Pick<DestinationDriver, 'prepare' | 'remove'>;

const driverOf = (deps: AwsDeps, { client, put, entryOf, ...parts }: Parts): DestinationDriver => ({
  limits: { events: parts.events, bytes: mostBytes, inFlight: callsAtOnce },
  largestEvent: parts.largest,
  sizeOf: (event) => entryOf(event).size,
  send: createSend(deps, put, entryOf),
  describe: () => parts.describe().catch(remoteFailure),
  ...(parts.prepare ? { prepare: parts.prepare } : {}),
  ...(parts.remove ? { remove: parts.remove } : {}),
  async [Symbol.asyncDispose]() {
    client.close();
  },
});

const largestOf = ({ settings }: OpenDestination) => Number(settings['maxEventBytes'] ?? mostBytes);

/** PutEvents to a custom event bus. AWS keeps `aws.` sources to itself: the partner's name stands in `resources`. */
export const awsBusKind = (deps: AwsDeps): DestinationKind => ({
  ...aboutAwsBus(deps),
  async open(destination) {
    requireUsable('aws-bus', destination, deps.ofEnvironment);
    const { settings, source, org } = destination;
    const opened = openEventBridge(deps, destination);
    const bus = String(settings['eventBus']);
    const suffix = source.name.split('/').at(-1) ?? '';
    const own = String(settings['source'] ?? customBusSource(org, suffix));
    return driverOf(deps, {
      client: opened,
      entryOf: createEntries({ source: own, resources: [source.name] }),
      async put(entries, abortSignal) {
        const Entries = entries.map((entry) => ({ ...entry, EventBusName: bus }));
        const reply = await opened.client.send(new PutEventsCommand({ Entries }), { abortSignal });
        return reply.Entries ?? [];
      },
      ...{ events: 10, largest: largestOf(destination) },
      async describe() {
        await opened.client.send(new DescribeEventBusCommand({ Name: bus }));
        return { state: 'active', name: bus };
      },
    });
  },
});

type Asking = (signal: AbortSignal) => Promise<unknown>;

/** Asks for something that is done when it is, or when the error says that it was before. */
const askOnce =
  ({ clock }: AwsDeps, { ask, already }: { readonly ask: Asking; readonly already: string }) =>
  async (): Promise<Preparation> => {
    const abort = new AbortController();
    const deadline = clock.after(deadlineMs, () => abort.abort());
    try {
      await ask(abort.signal);
    } catch (error) {
      if ((error as Error).name === already) return { kind: 'done' };
      const blocked = blockedReason(error);
      if (blocked) return { kind: 'denied', code: 'egress.blocked', reason: blocked };
      const failure = callFailure(error, clock.now());
      if (failure.kind === 'unavailable' || failure.kind === 'denied') return failure;
      const { code, reason } = failure as { code: string; reason: string };
      return { kind: 'denied', code, reason };
    } finally {
      deadline.cancel();
    }
    return { kind: 'done' };
  };

const partnerStates: Readonly<Record<string, RemoteState['state']>> = {
  ACTIVE: 'active',
  PENDING: 'pending',
  DELETED: 'deleted',
};

/** PutPartnerEvents, for operators whose AWS account is registered as a partner's. */
export const awsPartnerKind = (deps: AwsDeps): DestinationKind => ({
  ...aboutAwsPartner(deps),
  async open(destination) {
    requireUsable('aws-partner', destination, deps.ofEnvironment);
    const { name, account } = destination.source;
    const which = { Name: name, Account: account };
    const opened = openEventBridge(deps, destination);
    return driverOf(deps, {
      client: opened,
      entryOf: createEntries({ source: name, resources: [] }),
      async put(entries, abortSignal) {
        const Entries = [...entries];
        const reply = await opened.client.send(new PutPartnerEventsCommand({ Entries }), {
          abortSignal,
        });
        return reply.Entries ?? [];
      },
      ...{ events: 20, largest: largestOf(destination) },
      async describe() {
        const { PartnerEventSourceAccounts: accounts = [] } = await opened.client.send(
          new ListPartnerEventSourceAccountsCommand({ EventSourceName: name }),
        );
        return { state: partnerStates[accounts[0]?.State ?? ''] ?? 'unknown', name };
      },
      prepare: askOnce(deps, {
        ask: (abortSignal) =>
          opened.client.send(new CreatePartnerEventSourceCommand(which), { abortSignal }),
        already: 'ResourceAlreadyExistsException',
      }),
      remove: askOnce(deps, {
        ask: (abortSignal) =>
          opened.client.send(new DeletePartnerEventSourceCommand(which), { abortSignal }),
        already: 'ResourceNotFoundException',
      }),
    });
  },
});
