import { gatewayFlowOperations, type Handler } from '@tandem/contract';
import { createAuditRelay, createNoteAudit, type OutgoingAudit } from '@tandem/events';
import { createSimulator, type FlowCalls, type FlowServices, type Values } from '@tandem/flows';
import {
  type Clock,
  createSnapshots,
  type Database,
  type HttpClient,
  type Ids,
  isUuid,
  type Listener,
  type Log,
  type WebSocketClient,
} from '@tandem/kit';
import { createLanes, type Lanes, type LeaseTimes } from '@tandem/lanes';
import {
  createGatewayAutomation,
  createSealing,
  flowsOf,
  type IncomingEvents,
  noCalls,
} from './automation/index.ts';
import { botConnectorHandlers } from './bot-connector/index.ts';
import {
  type BotBackend,
  createDemoBot,
  createDirectLineBot,
  createOpenAiBot,
  createRasaBot,
  createWebhookBot,
  demoOrderHandlers,
} from './bots/index.ts';
import { createGatewayChannels } from './channels/index.ts';
import {
  conversationHandlers,
  endpointHandlers,
  handoverProviderHandlers,
  publicHandlers,
} from './console/index.ts';
import { createChangeSession, createWakes, type Session } from './conversations/index.ts';
import { createCopilot } from './copilot/index.ts';
import {
  createMoveGatewayDemo,
  createSeedGatewayDemo,
  type MoveGatewayDemo,
  type SeedGatewayDemo,
} from './demo.usecases.ts';
import {
  createDialogueQueue,
  createTalkTimers,
  type FlowBots,
  flowBot,
  flowBotKind,
} from './dialogue/index.ts';
import {
  type ChatLimitSettings,
  createChatLimiter,
  createReadFile,
  createStreamHub,
  createTokens,
  defaultUploadBytes,
  directLineHandlers,
  directLineStreams,
  noLimits,
  type StreamHandler,
} from './directline/index.ts';
import {
  type Catalogue,
  createEndpointDirectory,
  createEndpointStore,
  type EndpointDeps,
  type EndpointSecrets,
  findEndpoint,
  type Sealer,
} from './endpoints/index.ts';
import { nothingWithheld, type Withheld } from './features/index.ts';
import { createGatewayFlows, gatewayChoices } from './flows/index.ts';
import { handlingHandlers } from './handling/index.ts';
import {
  createHandoverQueue,
  createNoteDelivery,
  createHandoverTimers,
  createHandoverWatch,
  createProviders,
  genesysCloudKind,
  type HandoverProvider,
  handoverHandlers,
  hearSignal,
  learnIntegration,
  parseHost,
  receiveOwned,
  receiveWebhook,
} from './handover/index.ts';
import {
  chosenProvider,
  createCheckHandover,
  createProviderDirectory,
} from './handover-providers/index.ts';
import { createBuckets } from './rate-buckets.ts';
import { createTimersQueue, timersQueueName } from './timers/index.ts';
import { createTypingRelay } from './typing-relay.ts';
import { createKeySets, createVerifyIdentity, identityKinds } from './visitors/index.ts';

export type GatewayDeps = {
  /** Pool on the gateway's schema, migrated with the lanes' and the gateway's migrations. */
  readonly db: Database;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly http: HttpClient;
  /** Carries out effects of flows that call out; without it they fail. */
  readonly calls?: FlowCalls;
  readonly sockets: WebSocketClient;
  readonly sealer: Sealer;
  /** What the vault does for secret settings of endpoints. */
  readonly secrets: EndpointSecrets;
  /** Which setting of the operator keeps a handover provider from an organisation; left out: none does. */
  readonly withheld?: Withheld;
  /** What the core services do for flows. */
  readonly flows: FlowServices;
  /** Variables of an organisation that flows read by name. */
  readonly globals?: (org: string) => Promise<Values>;
  /** What happens in the core services, for flows that are started by it. */
  readonly coreEvents?: IncomingEvents;
  /** Steps of automation flows at once on this node. */
  readonly automationConcurrency?: number;
  /** 32 bytes derived from the root key for this purpose alone: signs chat tokens and file addresses. */
  readonly signingKey: Buffer;
  /** Unique among the live nodes and different after every start. */
  readonly nodeId: string;
  readonly leaseTimes?: LeaseTimes;
  /** Origin at which this process reaches its own HTTP server; known once it listens. */
  readonly ownOrigin: () => string;
  /** Origin for links that go to others; left out: `ownOrigin`. */
  readonly publicOrigin?: () => string;
  /** Stores an entry in the audit log of the core services, once whatever often it is called. */
  readonly deliverAudit: (entry: OutgoingAudit) => Promise<void>;
  /** What customers may ask and leave here; absent parts have no bound. */
  readonly chat?: {
    readonly limits?: ChatLimitSettings;
    /** Largest file, in bytes. */
    readonly maxUploadBytes?: number;
    /** Messages and files of a customer in one conversation, in bytes. */
    readonly maxCustomerBytes?: number;
  };
  /** Path of the chat widget's script on this server. */
  readonly widgetScript?: string;
  /** Whose clock dates the leases; `node` is for tests. */
  readonly leaseTime?: 'database' | 'node';
};

export type Gateway = {
  readonly handlers: readonly Handler[];
  readonly streamHandlers: readonly StreamHandler[];
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly usecases: {
    readonly seedGatewayDemo: SeedGatewayDemo;
    readonly moveGatewayDemo: MoveGatewayDemo;
  };
  readonly lanes: Lanes;
  /** One round of watching handovers now; rounds run by themselves once started. */
  readonly watchRound: () => Promise<void>;
  /** One look at schedules and events now; the same. */
  readonly automationRound: () => Promise<void>;
  readonly figures: () => {
    readonly lanes: ReturnType<Lanes['figures']>;
    readonly sockets: number;
  };
};

const lookBeforeMessageMs = 2_000;

const byKind = <T extends { readonly kind: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.kind, item]));

const describe = ({ kind, label, fields, capabilities }: BotBackend | HandoverProvider) => ({
  kind,
  label,
  fields: [...fields],
  ...(capabilities ? { capabilities } : {}),
});

/** All spellings of a region, and of a server's address, as one. */
const spellHost = (text: string): string | null => {
  const bases = parseHost(text);
  return bases && `${bases.login} ${bases.api}`;
};

/** Flows that are kept here, and what runs them. */
const createFlowing = (
  deps: GatewayDeps,
  { catalogue, lanes }: { readonly catalogue: Catalogue; readonly lanes: () => Lanes },
) => {
  const { db, clock, ids, log, sealer, calls, globals, automationConcurrency } = deps;
  const audit = createNoteAudit({ clock, ids });
  const snapshots = createSnapshots({ db, listener: deps.listener, clock, log });
  const flows = createGatewayFlows({
    ...{ db, snapshots, clock, ids, audit, catalogue },
    services: deps.flows,
  });
  const automation = createGatewayAutomation({
    ...{ db, clock, ids, log, sealer, audit, calls, lanes },
    ...{ published: flows.published, services: deps.flows },
    ...(globals ? { globals } : {}),
    ...(deps.coreEvents ? { incoming: deps.coreEvents } : {}),
    ...(automationConcurrency ? { concurrency: automationConcurrency } : {}),
  });
  const flowBots: FlowBots = {
    ids,
    published: flowsOf(db, flows.published),
    calls: calls ?? noCalls,
    globals: globals ?? (async () => ({})),
    sealing: createSealing(sealer),
  };
  const simulator = createSimulator(gatewayFlowOperations, {
    ...{ db, clock, ids, log, sealer, services: deps.flows, published: flows.published },
    choices: gatewayChoices({ catalogue, db }),
    ...{ kinds: ['bot', 'automation', 'copilot'], calls: flowBots.calls, globals: flowBots.globals },
  });
  return { audit, snapshots, flows, automation, flowBots, simulator };
};

/** The parts that everything else is made of. */
const createParts = (deps: GatewayDeps) => {
  const { db, clock, log, http, sealer, secrets } = deps;
  const store = createEndpointStore(db);
  const objects = createProviderDirectory({ db, sealer, secrets, clock });
  const directory = createEndpointDirectory({
    ...{ store, sealer, secrets, clock },
    providerById: objects.byId,
  });
  const wakes = createWakes(deps);
  const tokens = createTokens({ key: deps.signingKey, clock });
  const { providers, genesys: provider } = createProviders({
    ...{ ...deps, readFile: createReadFile({ db, tokens }) },
    learn: (owner, id) => learnIntegration({ directory, objects }, owner, id),
  });
  const bots = byKind([
    createDemoBot({ http, lookupBase: deps.ownOrigin }),
    createWebhookBot({ http, clock }),
    createOpenAiBot({ http, clock }),
    createRasaBot({ http, clock }),
    createDirectLineBot({ http, clock }),
  ]);
  const catalogue: Catalogue = {
    bots: [...[...bots.values()].map(describe), flowBot],
    handover: [...[...providers.values()].map(describe), chosenProvider],
    identity: identityKinds,
    targets: new Map([[genesysCloudKind, spellHost]]),
  };
  // The lanes run what changes of sessions queue, and their runs change sessions: one of the two comes later.
  const late: { lanes?: Lanes } = {};
  const lanesNow = () => late.lanes as Lanes;
  const change = createChangeSession({
    ...{ db, clock, lanes: lanesNow, wakes },
    maxCustomerBytes: deps.chat?.maxCustomerBytes ?? 0,
  });
  const { withheld = nothingWithheld } = deps;
  const shared = { db, clock, log, directory, objects, providers, change, bots, withheld };
  const flowing = createFlowing(deps, { catalogue, lanes: lanesNow });
  const { automation, flowBots } = flowing;
  const copilot = createCopilot({
    ...{ ...deps, ...shared, wakes, audit: flowing.audit, published: flowBots.published },
    ...{ calls: flowBots.calls, globals: flowBots.globals },
    endpoint: (asked) => findEndpoint({ store }, asked),
    origin: deps.publicOrigin ?? deps.ownOrigin,
  });
  const timers = {
    ...automation.timers,
    ...createTalkTimers({ db, lanes: lanesNow }),
    ...createHandoverTimers({ change }),
  };
  const channels = createGatewayChannels({ ...deps, ...shared, ...flowing, lanes: lanesNow });
  const lanes = createLanes({
    ...deps,
    queues: [
      ...channels.queues,
      createDialogueQueue({ ...shared, flowBots }),
      createHandoverQueue({ ...shared, copilotLink: copilot.handoverLink }),
      ...copilot.queues,
      ...[automation.queue, createTimersQueue(timers)],
    ],
    timerQueue: timersQueueName,
  });
  late.lanes = lanes;
  const watch = createHandoverWatch({ ...shared, lanes: lanesNow });
  return {
    ...shared,
    ...flowing,
    store,
    wakes,
    tokens,
    provider,
    catalogue,
    lanes,
    watch,
    channels,
    copilot,
  };
};

/** An endpoint's flow is a bot flow of its organisation. */
const createCheckBot =
  ({ published }: FlowBots): NonNullable<EndpointDeps['checkBot']> =>
  async (org, { kind, settings }) => {
    if (kind !== flowBotKind) return null;
    const flow = String(settings['flow']);
    const head = isUuid(flow) ? await published.head(org, flow) : null;
    if (head?.kind === 'bot') return null;
    return { name: 'flow', label: 'Flow', problem: 'there is no such bot flow' };
  };

/** Builds the bot side. Nothing runs before `start`. */
export const createGateway = (deps: GatewayDeps): Gateway => {
  const parts = createParts(deps);
  const { lanes, watch, wakes, provider, directory, catalogue, store } = parts;
  const { audit, snapshots, flows, automation, simulator, copilot } = parts;
  const { db, clock, ids, log, sealer, secrets, widgetScript = '/widget/tandem-widget.js' } = deps;
  const { tokens } = parts;
  const hub = createStreamHub({ db, wakes, clock, log });
  const maxUploadBytes = deps.chat?.maxUploadBytes ?? defaultUploadBytes;
  const limits = deps.chat?.limits ?? { perAddress: noLimits, perEndpoint: noLimits };
  const limiter = createChatLimiter(limits, clock);
  const auditRelay = createAuditRelay({ ...deps, deliver: deps.deliverAudit });
  const checkBot = createCheckBot(parts.flowBots);
  const endpointDeps = {
    db,
    store,
    sealer,
    secrets,
    catalogue,
    audit,
    checkBot,
    checkHandover: createCheckHandover(db),
    withheld: parts.withheld,
    maxUploadBytes,
    clock,
    ids,
  };
  const receiving = {
    ...parts,
    // The sender of a webhook waits only so long for its answer.
    look: (handover: number) =>
      Promise.race([watch.look(handover, lookBeforeMessageMs), clock.sleep(lookBeforeMessageMs)]),
    lookAgain: watch.lookAgain,
    noteDelivery: createNoteDelivery({ db, clock }),
    typing: (session: Session, from: { name?: string }, durationMs: number) => {
      wakes.typing({ session: session.id, from: { id: 'agent', ...from }, durationMs });
      parts.channels.typing(session);
    },
  };
  const hearing = { ...parts, lookAgain: watch.lookAgain, takeOne: createBuckets(clock) };
  const directLine = {
    ...{ ...parts, ids, tokens, limiter, maxUploadBytes },
    verifyIdentity: createVerifyIdentity({
      keySets: createKeySets({ http: deps.http, clock }),
      clock,
    }),
    relayTyping: createTypingRelay(parts),
  };
  return {
    handlers: [
      ...directLineHandlers(directLine),
      ...handoverHandlers({
        readSignal: provider.readSignal,
        hear: (heard) => hearSignal(hearing, provider, heard),
        receive: (incoming) => receiveWebhook(receiving, provider, incoming),
        receiveOwned: (kind, incoming) =>
          receiveOwned(receiving, parts.providers.get(kind) as HandoverProvider, incoming),
      }),
      ...endpointHandlers({ ...endpointDeps, directory, providers: parts.providers, widgetScript }),
      ...handoverProviderHandlers({ ...endpointDeps, ...parts }),
      ...handlingHandlers({
        db,
        clock,
        audit,
        endpoint: (asked) => findEndpoint({ store }, asked),
      }),
      ...botConnectorHandlers(parts),
      ...copilot.handlers,
      ...conversationHandlers({ db }),
      ...parts.channels.handlers,
      ...flows.handlers,
      ...automation.handlers,
      ...simulator.handlers,
      ...publicHandlers({ db, clock, directory, widgetScript, maxUploadBytes }),
      ...demoOrderHandlers({ clock }),
    ],
    streamHandlers: [...directLineStreams({ ...directLine, hub }), ...copilot.streamHandlers],
    async start() {
      await snapshots.start();
      await hub.start();
      await copilot.start();
      await auditRelay.start();
      await lanes.start();
      watch.start();
      automation.start();
      simulator.start();
      log.debug({ provider: genesysCloudKind }, 'gateway started');
    },
    async stop() {
      hub.stop();
      copilot.stop();
      snapshots.stop();
      await watch.stop();
      await automation.stop();
      await simulator.stop();
      await lanes.stop();
      await provider.stop();
      await auditRelay.stop();
    },
    usecases: {
      seedGatewayDemo: createSeedGatewayDemo(endpointDeps),
      moveGatewayDemo: createMoveGatewayDemo(endpointDeps),
    },
    lanes,
    watchRound: watch.round,
    automationRound: automation.round,
    figures: () => ({ lanes: lanes.figures(), sockets: hub.figures().sockets }),
  };
};
