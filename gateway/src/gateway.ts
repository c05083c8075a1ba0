import type { Handler } from '@tandem/contract';
import { createAuditRelay } from '@tandem/events';
import { isUuid } from '@tandem/kit';
import { botConnectorHandlers } from './bot-connector/index.ts';
import { demoOrderHandlers } from './bots/index.ts';
import {
  conversationHandlers,
  endpointHandlers,
  handoverFiguresHandlers,
  handoverProviderHandlers,
  publicHandlers,
} from './console/index.ts';
import type { Session } from './conversations/index.ts';
import { createMoveGatewayDemo, createSeedGatewayDemo } from './demo.usecases.ts';
import { type FlowBots, flowBotKind, startHandoverHandlers } from './dialogue/index.ts';
import {
  createChatLimiter,
  createStreamHub,
  defaultUploadBytes,
  directLineHandlers,
  directLineStreams,
  noLimits,
} from './directline/index.ts';
import { type EndpointDeps, findEndpoint } from './endpoints/index.ts';
import { createParts } from './gateway.parts.ts';
import type { Gateway, GatewayDeps } from './gateway.types.ts';
import { handlingHandlers } from './handling/index.ts';
import {
  type AgentFile,
  createNoteDelivery,
  findAgentFile,
  genesysCloudKind,
  type HandoverProvider,
  handoverHandlers,
  hearSignal,
  receiveOwned,
  receiveWebhook,
} from './handover/index.ts';
import { createCheckHandover, createRunningHandovers } from './handover-providers/index.ts';
import { createBuckets } from './rate-buckets.ts';
import { createTypingRelay } from './typing-relay.ts';
import { createVerifyIdentity } from './visitors/index.ts';

export type { Gateway, GatewayDeps } from './gateway.types.ts';

const lookBeforeMessageMs = 2_000;

/** An endpoint's flow is a bot flow of its organisation. */
const createCheckBot =
  ({ published }: FlowBots): NonNullable<EndpointDeps['checkBot']> =>
  async (org, { kind, settings }) => {
    if (kind !== flowBotKind) return null;
    const flow = String(settings['flow']);
    const head = isUuid(flow) ? await published.head(org, flow) : null;
    if (head?.kind === 'bot') return null;
    return { name: 'flow', label: 'Flow', problem: 'there is no such bot flow', lack: 'gone' };
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

/** What people and programs do that watch conversations. */
const watchingHandlers = (parts: ReturnType<typeof createParts>): readonly Handler[] => [
  ...conversationHandlers(parts),
  ...startHandoverHandlers(parts),
  ...handoverFiguresHandlers(parts),
];

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
    ...{ withheld: parts.withheld, running: createRunningHandovers(parts) },
    maxUploadBytes,
    clock,
    ids,
  };
  const directLine = {
    ...{ ...parts, ids, tokens, limiter, maxUploadBytes, scanFile: deps.scanFile },
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
      ...endpointHandlers({ ...endpointDeps, ...parts, widgetScript }),
      ...handoverProviderHandlers({ ...endpointDeps, ...parts }),
      ...handlingHandlers({
        db,
        clock,
        audit,
        endpoint: (asked) => findEndpoint({ store }, asked),
      }),
      ...botConnectorHandlers(parts),
      ...copilot.handlers,
      ...watchingHandlers(parts),
      ...parts.channels.handlers,
      ...flows.handlers,
      ...automation.handlers,
      ...simulator.handlers,
      ...publicHandlers({ db, clock, directory, limiter, widgetScript, maxUploadBytes }),
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
