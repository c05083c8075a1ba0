import { allEventBridgeRegions, type Handler } from '@tandem/contract';
import {
  createAuditRelay,
  createEventBuses,
  createEventTail,
  createNoteAudit,
  type EventSecrets,
  type OutgoingAudit,
  patternHandlers,
} from '@tandem/events';
import {
  createPublishedFlows,
  type FlowCalls,
  type FlowServices,
  type Values,
} from '@tandem/flows';
import type {
  Clock,
  Database,
  EgressGuard,
  HttpClient,
  Ids,
  Listener,
  Log,
  ScanFile,
} from '@tandem/kit';
import { createLanes, type Lanes, type LeaseTimes } from '@tandem/lanes';
import { type AuditTrail, createAuditIntake } from '../audit/index.ts';
import {
  type Acd,
  type ConversationDeps,
  conversationHandlers,
  conversationTimerSteps,
  createAcd,
  createUrlSigner,
  lockUsersOf,
  returnWork,
  settleChanges,
  type ThreadChange,
  type UrlSigner,
} from '../conversations/index.ts';
import { externalContactHandlers } from '../external-contacts/index.ts';
import {
  appIntegrationHandlers,
  type BotConnectorDeps,
  createFindConnector,
} from '../integrations/index.ts';
import { createMediaStorages, type MediaStorageSettings } from '../media-storage/index.ts';
import { findFlow, messageFlowHandlers } from '../message-flows/index.ts';
import {
  createMessaging,
  inputQueue,
  type Messaging,
  routedAddresses,
  type Sealer,
} from '../messaging/index.ts';
import { monitorHandlers } from '../monitor/index.ts';
import { createNotifications, type NotificationsDeps } from '../notifications/index.ts';
import { createSignInWatch, presenceHandlers } from '../presence/index.ts';
import { cannedResponseHandlers } from '../responses/index.ts';
import { createQueueNames, routingHandlers } from '../routing/index.ts';
import { createSnapshots } from '../snapshots/index.ts';
import { type AutomationFlows, createTriggers } from '../triggers/index.ts';
import type { Directory } from '../users/index.ts';
import { createEventDestinations } from './event-destinations.ts';
import { createFlowSource, watchedFlows } from './flow-source.ts';
import { messageFlowChoices } from './message-flow-choices.ts';
import { createMessageSimulator } from './message-simulator.ts';
import { createMessagingPort, createTypingRelay } from './messaging-port.ts';
import { createRoutingDirectories } from './routing-directories.ts';
import { startTopicFeed } from './topic-feed.ts';

export type PlatformDeps = {
  /** Pool on the platform's schema, migrated with the lanes', the events' and the platform's migrations. */
  readonly db: Database;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly http: HttpClient;
  /** Reads files whose addresses strangers name. */
  readonly fileHttp: Pick<HttpClient, 'request'>;
  /** Carries out effects of flows that call out; without it they fail. */
  readonly calls?: FlowCalls;
  /** Which setting of the operator keeps Bot Connectors from an organisation; left out: none does. */
  readonly botConnectorsWithheld?: BotConnectorDeps['botConnectorsWithheld'];
  /** Variables of an organisation that flows read by name, from memory. */
  readonly globals?: (org: string) => Promise<Values>;
  /** Runs a second of each message flow that are recorded although nobody looks; none when left out. */
  readonly recordedRuns?: number;
  readonly guard: EgressGuard;
  /** Which organisations may use the identity that Tandem has at AWS; none when left out. */
  readonly ofAwsEnvironment?: (org: string) => boolean;
  readonly sealer: Sealer;
  /** What the vault does for secrets of event targets. */
  readonly eventSecrets: EventSecrets;
  /** What the core services do for flows. */
  readonly flows: FlowServices;
  /** What triggers start; without it they find nothing. */
  readonly automationFlows?: AutomationFlows;
  /** People and divisions of identity. */
  readonly directory: Directory;
  /** Counts a request of a client that comes over a socket. @throws PublicError (429) beyond its rate */
  readonly takeRequest?: NotificationsDeps['takeRequest'];
  /** Stores an entry in the audit log; one whose id is known is stored already. */
  readonly deliverAudit: (entry: OutgoingAudit) => Promise<void>;
  /** The audit log, whose entries are events too; without it there are no topics of audits. */
  readonly auditTrail?: AuditTrail;
  /** 32 bytes derived from the root key: signs addresses of media. */
  readonly signingKey: Buffer;
  /** Where files go; the database when left out. */
  readonly mediaStorage?: MediaStorageSettings;
  /** Looks at every file before it is kept. */
  readonly scanFile?: ScanFile;
  /** Whether files of customers are fetched and kept; true when left out. */
  readonly keepsInboundFiles?: boolean;
  /** How long an address of a file is good; seven days when left out. */
  readonly mediaLinkMs?: number;
  /** Unique among the live nodes and different after every start. */
  readonly nodeId: string;
  readonly leaseTimes?: LeaseTimes;
  /** TANDEM_WEBHOOK_PORT_RULE. */
  readonly webhookPortRule: '443' | 'any';
  readonly isBundledWebhook: (url: URL) => boolean;
  /** TANDEM_EVENTBRIDGE_REGIONS; those of Amazon by default. */
  readonly eventBridgeRegions?: readonly string[];
};

export type Platform = {
  readonly handlers: readonly Handler[];
  readonly sockets: ReturnType<typeof createNotifications>['sockets'];
  readonly lanes: Lanes;
  readonly start: () => Promise<void>;
  /** Stops taking work, finishes what is under way and releases the leases. */
  readonly stop: () => Promise<void>;
};

const weekMs = 7 * 24 * 3_600_000;

/** Conversations an agent without a capacity of its own may have at once. */
const defaultCapacity = 4;

type Moved = Pick<ThreadChange, 'before' | 'after'>;

/** Most changes are messages of flows; ACD looks only when somebody waits or an agent may have room. */
const concernsAcd = ({ before, after }: Moved): boolean =>
  [...before.participants, ...after.participants].some(
    ({ purpose }) => purpose === 'acd' || purpose === 'agent',
  );

/** Lanes that are built after those who commit work to them. */
const lanesOf = (late: { lanes?: Lanes }): Pick<Lanes, 'committed' | 'owns' | 'inDoubt'> => ({
  committed: (work) => late.lanes?.committed(work),
  owns: (part) => late.lanes?.owns(part) ?? null,
  inDoubt: () => late.lanes?.inDoubt() ?? false,
});

const createParts = (deps: PlatformDeps) => {
  const { db, listener, clock, ids, log, directory } = deps;
  const audit = createNoteAudit({ clock, ids });
  const auditRelay = createAuditRelay({
    ...{ db, listener, clock, log },
    deliver: deps.deliverAudit,
  });
  const snapshots = createSnapshots({ db, listener, clock, log });
  const media = createMediaStorages(
    { ...deps, ...(deps.scanFile ? { scan: deps.scanFile } : {}) },
    deps.mediaStorage,
  );
  const publishedFlows = createPublishedFlows({ db, snapshots, services: deps.flows });
  const notifications = createNotifications({
    ...{ db, listener, clock, ids, log, directory, takeRequest: deps.takeRequest },
  });
  // Without a socket on this node nothing of the log is wanted here.
  const wanted = () => !notifications.idle();
  const tail = createEventTail({ db, listener, clock, log, wanted });
  // Lanes run what messaging commits, and messaging commits to lanes: one of the two comes later. So with ACD.
  const late: { lanes?: Lanes; acd?: Acd; messaging?: Messaging } = {};
  const lanes = lanesOf(late);
  const changed = (changes: readonly Moved[]) => {
    late.messaging?.changed(changes.map(({ after }) => after.thread));
    tail.committed();
    if (changes.some(concernsAcd)) late.acd?.wake();
  };
  const { botConnectorsWithheld = async () => null } = deps;
  const messaging = createMessaging({
    ...deps,
    audit,
    findConnector: createFindConnector({ db, sealer: deps.sealer, botConnectorsWithheld }),
    snapshots,
    findFlow: (org, id) => findFlow(db, org, id),
    publishedFlow: watchedFlows(db, publishedFlows),
    flowSource: createFlowSource(db, publishedFlows),
    owns: lanes.owns,
    inDoubt: lanes.inDoubt,
    directories: createRoutingDirectories({ db, clock }),
    committed: lanes.committed,
    timers: conversationTimerSteps,
    beforeChanges: lockUsersOf,
    onChanges: (tx, changes) => settleChanges(tx, changes, clock.now()),
    changed,
    relayTyping: createTypingRelay({ db, notifications }),
    ...(deps.keepsInboundFiles === false
      ? {}
      : { files: { storages: media, http: deps.fileHttp } }),
  });
  late.messaging = messaging;
  const port = createMessagingPort({ messaging, clock, ids });
  const base = { db, clock, ids, log, directory, lanes };
  const acd = createAcd({ ...base, messaging: port, defaultCapacity });
  late.acd = acd;
  const buses = createEventBuses({
    ...deps,
    audit,
    secrets: deps.eventSecrets,
    committed: lanes.committed,
  });
  const destinations = createEventDestinations(deps, { audit, buses });
  const triggers = createTriggers({
    ...{ db, clock, ids, log, audit, destinations },
    flows: deps.automationFlows,
    committed: lanes.committed,
  });
  late.lanes = createLanes({
    db,
    listener,
    clock,
    ids,
    log,
    nodeId: deps.nodeId,
    ...(deps.leaseTimes ? { leaseTimes: deps.leaseTimes } : {}),
    queues: [...messaging.queues, ...buses.queues, ...triggers.queues],
    timerQueue: inputQueue,
  });
  const { lanes: running } = late;
  return {
    ...{ snapshots, media, publishedFlows, notifications, tail, acd },
    messaging,
    buses,
    destinations,
    triggers,
    port,
    lanes: running,
    changed,
    audit,
    auditRelay,
  };
};

const conversationsOf = (
  deps: PlatformDeps,
  { lanes, changed, port, media }: ReturnType<typeof createParts>,
  signer: UrlSigner,
): ConversationDeps => ({
  ...{ ...deps, lanes, changed, signer },
  messaging: port,
  media: { storages: media, linkMs: deps.mediaLinkMs ?? weekMs },
});

const watchSignIns = (
  routing: Omit<Parameters<typeof createSignInWatch>[0], 'signedOut'>,
  conversations: ConversationDeps,
) =>
  createSignInWatch({
    ...routing,
    signedOut: (org, userId, why) =>
      returnWork(conversations, { org, userId, everything: why === 'inactive' }),
  });

/** Builds the contact centre. Nothing runs before `start`. */
export const createPlatform = (deps: PlatformDeps): Platform => {
  const parts = createParts(deps);
  const { snapshots, notifications, tail, acd, messaging, lanes, audit, auditRelay } = parts;
  const auditIntake = deps.auditTrail
    ? createAuditIntake({ ...deps, trail: deps.auditTrail, committed: tail.committed })
    : null;
  const simulator = createMessageSimulator(deps, parts.publishedFlows);
  // Routing and presence append events of users and queues: readers are woken along with ACD.
  const wake = () => {
    tail.committed();
    acd.wake();
  };
  const routing = { ...deps, audit, wakeQueues: wake, userChanged: wake };
  const signer = createUrlSigner(deps.signingKey);
  const conversations = conversationsOf(deps, parts, signer);
  const signIns = watchSignIns(routing, conversations);
  return {
    handlers: [
      ...messaging.handlers,
      ...messageFlowHandlers({
        ...deps,
        audit,
        snapshots,
        services: deps.flows,
        signer,
        choices: messageFlowChoices(deps.db),
        async usesOf(org, { id }) {
          const addresses = await routedAddresses(deps.db, org, id);
          return addresses.map((address) => ({ kind: 'address', ...address }));
        },
      }),
      ...simulator.handlers,
      ...routingHandlers(routing),
      ...cannedResponseHandlers({ ...deps, audit }),
      ...presenceHandlers(routing),
      ...conversationHandlers(conversations),
      ...externalContactHandlers({ ...deps, audit }),
      ...notifications.handlers,
      ...parts.buses.handlers,
      ...parts.destinations.handlers,
      ...appIntegrationHandlers({
        ...{ ...deps, audit, keepSecret: deps.flows.keepSecret },
        botConnectorsWithheld: deps.botConnectorsWithheld ?? (async () => null),
        destinations: parts.destinations.port,
        checkDelivery: parts.destinations.check,
        partnerSources: parts.buses.sources,
        regions: deps.eventBridgeRegions ?? allEventBridgeRegions,
      }),
      ...patternHandlers(),
      ...parts.triggers.handlers,
      ...monitorHandlers({ ...deps, audit, committed: lanes.committed, defaultCapacity }),
    ],
    sockets: notifications.sockets,
    lanes,
    async start() {
      await snapshots.start();
      await notifications.start();
      await tail.start();
      startTopicFeed({ ...deps, queueNames: createQueueNames(deps), tail, notifications });
      await lanes.start();
      messaging.start();
      parts.media.start();
      acd.start();
      signIns.start();
      simulator.start();
      parts.buses.start();
      await parts.destinations.start();
      await auditRelay.start();
      auditIntake?.start();
    },
    async stop() {
      notifications.stop();
      parts.media.stop();
      await auditIntake?.stop();
      await signIns.stop();
      await simulator.stop();
      await parts.destinations.stop();
      await parts.buses.stop();
      await acd.stop();
      messaging.stop();
      await messaging.flush();
      await lanes.stop();
      await tail.stop();
      snapshots.stop();
      await auditRelay.stop();
    },
  };
};
