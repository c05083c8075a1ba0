import { gatewayFlowOperations, type Handler } from '@tandem/contract';
import { createAuditRelay, createNoteAudit } from '@tandem/events';
import { createSimulator } from '@tandem/flows';
import { createSnapshots, isUuid } from '@tandem/kit';
import { createLanes, type Lanes } from '@tandem/lanes';
import { createGatewayAutomation, createSealing, flowsOf, noCalls } from './automation/index.ts';
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
import {
  createChangeSession,
  createNoteHop,
  createReads,
  createWakes,
  type Session,
  type Wakes,
} from './conversations/index.ts';
import { createCopilot } from './copilot/index.ts';
import { createMoveGatewayDemo, createSeedGatewayDemo } from './demo.usecases.ts';
import {
  createDialogueQueue,
  createSays,
  createTalkTimers,
  type FlowBots,
  flowBot,
  flowBotKind,
} from './dialogue/index.ts';
import {
  createChatLimiter,
  createReadFile,
  createStreamHub,
  createTokens,
  defaultUploadBytes,
  directLineHandlers,
  directLineStreams,
  noLimits,
} from './directline/index.ts';
import {
  type Catalogue,
  createEndpointDirectory,
  createEndpointStore,
  type EndpointDeps,
  findEndpoint,
} from './endpoints/index.ts';
import { nothingWithheld } from './features/index.ts';
import { createGatewayFlows, gatewayChoices } from './flows/index.ts';
import type { Gateway, GatewayDeps } from './gateway.types.ts';
import { handlingHandlers } from './handling/index.ts';
import {
  type AgentFile,
  createHandoverQueue,
  createHandoverReads,
  createHandoverTimers,
  createHandoverWatch,
  createNoteDelivery,
  createProviders,
  findAgentFile,
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
import { createWebhookGate, noWebhookLimits } from './limits/index.ts';
import { createBuckets } from './rate-buckets.ts';
import { createTimersQueue, timersQueueName } from './timers/index.ts';
import { createTypingRelay } from './typing-relay.ts';
import { createKeySets, createVerifyIdentity, identityKinds } from './visitors/index.ts';

export type { Gateway, GatewayDeps } from './gateway.types.ts';

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
    ...{
      kinds: ['bot', 'automation', 'copilot'],
      calls: flowBots.calls,
      globals: flowBots.globals,
    },
  });
  return { audit, snapshots, flows, automation, flowBots, simulator };
};

const createBots = ({ http, clock, ownOrigin }: GatewayDeps) =>
  byKind([
    createDemoBot({ http, lookupBase: ownOrigin }),
    createWebhookBot({ http, clock }),
    createOpenAiBot({ http, clock }),
    createRasaBot({ http, clock }),
    createDirectLineBot({ http, clock }),
  ]);

/** What a message passes: how sessions change, and what is read on the way. */
const createPath = (
  { db, clock, log, chat }: GatewayDeps,
  { wakes, lanes }: { readonly wakes: Wakes; readonly lanes: () => Lanes },
) => {
  const changing = { db, clock, lanes, wakes, maxCustomerBytes: chat?.maxCustomerBytes ?? 0 };
  return {
    change: createChangeSession(changing),
    says: createSays(changing),
    reads: createReads(db),
    handoverReads: createHandoverReads(db),
    noteHop: createNoteHop({ db, log }),
  };
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
  const bots = createBots(deps);
  const catalogue: Catalogue = {
    bots: [...[...bots.values()].map(describe), flowBot],
    handover: [...[...providers.values()].map(describe), chosenProvider],
    identity: identityKinds,
    targets: new Map([[genesysCloudKind, spellHost]]),
  };
  // The lanes run what changes of sessions queue, and their runs change sessions: one of the two comes later.
  const late: { lanes?: Lanes } = {};
  const lanesNow = () => late.lanes as Lanes;
  const path = createPath(deps, { wakes, lanes: lanesNow });
  const { change } = path;
  const { withheld = nothingWithheld } = deps;
  const shared = { db, clock, log, directory, objects, providers, bots, withheld, ...path };
  const keySets = createKeySets({ http, clock });
  const gate = createWebhookGate(deps.chat?.webhooks ?? noWebhookLimits, clock);
  const flowing = createFlowing(deps, { catalogue, lanes: lanesNow });
  const { automation, flowBots } = flowing;
  const copilot = createCopilot({
    ...{ ...deps, ...shared, wakes, keySets, audit: flowing.audit },
    published: flowBots.published,
    ...{ calls: flowBots.calls, globals: flowBots.globals },
    endpoint: (asked) => findEndpoint({ store }, asked),
    origin: deps.publicOrigin ?? deps.ownOrigin,
  });
  const timers = {
    ...automation.timers,
    ...createTalkTimers({ db, lanes: lanesNow }),
    ...createHandoverTimers({ change }),
  };
  const channels = createGatewayChannels({
    ...{ ...deps, ...shared, ...flowing, gate, lanes: lanesNow },
  });
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
    gate,
    keySets,
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

/** Where contact centres deliver. */
const handoverDoors = (
  { db, clock }: GatewayDeps,
  parts: ReturnType<typeof createParts>,
): readonly Handler[] => {
  const { watch, wakes, provider } = parts;
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
  return handoverHandlers({
    gate: parts.gate,
    readSignal: provider.readSignal,
    hear: (heard) => hearSignal(hearing, provider, heard),
    receive: (incoming) => receiveWebhook(receiving, provider, incoming),
    receiveOwned: (kind, incoming) =>
      receiveOwned(receiving, parts.providers.get(kind) as HandoverProvider, incoming),
  });
};

/** Builds the bot side. Nothing runs before `start`. */
export const createGateway = (deps: GatewayDeps): Gateway => {
  const parts = createParts(deps);
  const { lanes, watch, wakes, provider, directory, catalogue, store, tokens } = parts;
  const { audit, snapshots, flows, automation, simulator, copilot } = parts;
  const { db, clock, ids, log, sealer, secrets, widgetScript = '/widget/tandem-widget.js' } = deps;
  const hub = createStreamHub({ db, reads: parts.reads, wakes, clock, log });
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
  const directLine = {
    ...{ ...parts, ids, tokens, limiter, maxUploadBytes },
    verifyIdentity: createVerifyIdentity({
      keySets: parts.keySets,
      clock,
    }),
    relayTyping: createTypingRelay(parts),
    agentFile: (file: AgentFile, signal: AbortSignal) => findAgentFile(parts, file, signal),
  };
  return {
    handlers: [
      ...directLineHandlers(directLine),
      ...handoverDoors(deps, parts),
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
    copilotFrames: copilot.frames,
    lanes,
    watchRound: watch.round,
    automationRound: automation.round,
    figures: () => ({ lanes: lanes.figures(), sockets: hub.figures().sockets }),
  };
};
