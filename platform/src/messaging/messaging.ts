import type { Handler } from '@tandem/contract';
import type { FlowCalls, Values } from '@tandem/flows';
import type { HttpClient, Transaction } from '@tandem/kit';
import type { BatchQueue, CommittedWork, EffectQueue } from '@tandem/lanes';
import type { ThreadAddress, ThreadChange } from '../conversations/index.ts';
import { resolveContact } from '../external-contacts/index.ts';
import type { MediaStorages } from '../media-storage/index.ts';
import { messageText } from '../threads/index.ts';
import { contactOfAddress } from './address-contact.ts';
import { createDeliveryQueue, sendOnce } from './delivery.queue.ts';
import { createDirect, type DirectDeps } from './direct.ts';
import type { RoutingDirectories } from './directory.types.ts';
import { createFileFetchQueue } from './file-fetch.queue.ts';
import { createFlowCallQueue, noCalls } from './flow-call.queue.ts';
import type { FindConnector } from './flow-connectors.ts';
import { tellNotes } from './flow-notes.ts';
import { createFlowShelf, type FlowSource } from './flow-shelf.ts';
import { createAcceptor } from './inbound.acceptor.ts';
import { inboundHandlers } from './inbound.operations.ts';
import type { CustomerTyping, InboundDeps } from './inbound.usecases.ts';
import { createKeyKeeper } from './inbound-keys.ts';
import { createInputLane } from './input.lane.ts';
import type { TimerSteps } from './input.step.ts';
import {
  createIntegrationConfigs,
  type IntegrationConfigs,
  type PublishedFlow,
} from './integration-config.ts';
import { integrationHandlers } from './integrations.operations.ts';
import type { ConfigurationDeps } from './messaging.deps.ts';
import { platformWebhookHandlers } from './platform-webhooks.operations.ts';
import { recipientHandlers } from './recipients.operations.ts';
import { createRunSamplers } from './run-sampler.ts';
import { settingHandlers } from './settings.operations.ts';
import { supportedContentHandlers } from './supported-content.operations.ts';
import { threadingHandlers } from './threading.operations.ts';

export type MessagingDeps = ConfigurationDeps & {
  readonly http: Pick<HttpClient, 'request'>;
  readonly publishedFlow: (org: string, flowId: string) => Promise<PublishedFlow | null>;
  readonly directories: RoutingDirectories;
  /** Versions of flows for runs that wait, and for flows that call others. Without it there are none. */
  readonly flowSource?: FlowSource;
  /** Carries out what flows call for. Without it every call fails. */
  readonly calls?: FlowCalls;
  /** Bots of Bot Connectors that flows call. Without it there are none. */
  readonly findConnector?: FindConnector;
  /** Variables of an organisation that flows read by name, from memory. */
  readonly globals?: (org: string) => Promise<Values>;
  /** `lanes.owns` of this half. */
  readonly owns?: (part: number) => { readonly epoch: number } | null;
  /** `lanes.inDoubt` of this half. */
  readonly inDoubt?: () => boolean;
  /** `lanes.committed` of this half. */
  readonly committed: (work: readonly CommittedWork[]) => void;
  /** Steps of the conversations' timers. */
  readonly timers?: TimerSteps;
  /** Takes the locks that `onChanges` needs, before anything is written. */
  readonly beforeChanges?: (tx: Transaction, changes: readonly ThreadChange[]) => Promise<void>;
  /** Further effects of a batch of changes, in its transaction. */
  readonly onChanges?: (tx: Transaction, changes: readonly ThreadChange[]) => Promise<void>;
  /** Changes after their commit (waiting lists, sockets). */
  readonly changed?: (changes: readonly ThreadChange[]) => void;
  readonly relayTyping?: (typing: CustomerTyping) => Promise<void>;
  /** Receipts for inbound messages: only `failed` ones by default, or `all`. */
  readonly receipts?: 'failed' | 'all';
  /**
   * Runs a second, of each flow on this node, whose steps are recorded although nobody looks, and five times as many
   * that fail; none when left out.
   */
  readonly recordedRuns?: number;
  /** Where files of customers are kept, and what reads them; left out: they stay at the channels' addresses. */
  readonly files?: {
    readonly storages: MediaStorages;
    readonly http: Pick<HttpClient, 'request'>;
  };
  /** Batches of inbound messages under way at once (default 1). */
  readonly shards?: number;
};

/** The messaging slice: what the server mounts and what the lanes run. */
export type Messaging = {
  readonly handlers: readonly Handler[];
  /** Queues for `createLanes`; its `timerQueue` is {@link inputQueue}. */
  readonly queues: readonly (BatchQueue | EffectQueue)[];
  readonly configs: IntegrationConfigs;
  /** Somebody has changed threads: what is remembered of them is over. */
  readonly changed: (threads: readonly number[]) => void;
  /** The external contact of an address that is written to; null where the integration does not look for any. */
  readonly contactOf: (address: Omit<ThreadAddress, 'locks'>) => Promise<string | null>;
  /** Calls the webhook once with an event that is worth nothing later; answers whether it was taken. */
  readonly sendOnce: (event: { integrationId: string; body: string }) => Promise<boolean>;
  /** Begins the upkeep of the slice's tables. */
  readonly start: () => void;
  /** Ends the upkeep and interrupts calls that flows wait for. */
  readonly stop: () => void;
  /** Resolves when every inbound message accepted so far is stored. */
  readonly flush: () => Promise<void>;
};

const noSource: FlowSource = { version: async () => null, published: async () => [] };

export const createMessaging = (deps: MessagingDeps): Messaging => {
  const { db, clock, ids, log, committed, http } = deps;
  const configs = createIntegrationConfigs(deps);
  const shards = deps.shards ?? 1;
  const receipts = deps.receipts ?? 'failed';
  const onCommitted: DirectDeps['onCommitted'] = (work, changes) => {
    committed(work);
    deps.changed?.(changes);
    tellNotes({ log, calls }, changes);
  };
  const { directories, sealer, snapshots, calls = noCalls, flowSource: source = noSource } = deps;
  const shelf = createFlowShelf({ source, snapshots });
  const globals = deps.globals ?? (async () => ({}));
  const samples = createRunSamplers(clock, deps.recordedRuns ?? 0);
  const base = {
    ...{ db, clock, configs, directories, shelf, globals, receipts, samples, onCommitted },
  };
  const direct = createDirect({ ...base, ids, inDoubt: deps.inDoubt ?? (() => false) });
  const told = () => deps.changed?.([]);
  const acceptor = createAcceptor({ db, clock, ids, committed, direct, told, shards });
  const contactOf = resolveContact.bind(null, { db, clock, ids });
  const inbound: InboundDeps = {
    configs,
    acceptor,
    clock,
    ids,
    log,
    contactOf,
    keepsFiles: deps.files !== undefined,
    relayTyping: deps.relayTyping ?? (async () => {}),
  };
  const delivery = {
    configs,
    http,
    clock,
    messageText: (org: string, id: string) => messageText(db, org, id),
  };
  const keys = createKeyKeeper({ db, clock, log });
  const lane = createInputLane({
    ...base,
    log,
    sealer,
    timers: deps.timers ?? {},
    beforeChanges: deps.beforeChanges ?? (async () => {}),
    onChanges: deps.onChanges ?? (async () => {}),
  });
  const owns = deps.owns ?? (() => null);
  const flowCalls = createFlowCallQueue({
    ...{ db, clock, sealer, calls, owns, committed },
    ...(deps.findConnector ? { findConnector: deps.findConnector } : {}),
  });
  const files = deps.files ? [createFileFetchQueue({ db, clock, configs, ...deps.files })] : [];
  return {
    handlers: [
      ...inboundHandlers(inbound),
      ...integrationHandlers(deps),
      ...platformWebhookHandlers({ ...deps, configs }),
      ...supportedContentHandlers(deps),
      ...settingHandlers(deps),
      ...threadingHandlers(deps),
      ...recipientHandlers(deps),
    ],
    queues: [lane, createDeliveryQueue(delivery), flowCalls, ...files],
    configs,
    changed: direct.changed,
    contactOf: (address) => contactOfAddress({ db, configs, contactOf }, address),
    sendOnce: (event) => sendOnce(delivery, event),
    start: keys.start,
    stop() {
      keys.stop();
      flowCalls.interrupt();
    },
    flush: acceptor.flush,
  };
};
