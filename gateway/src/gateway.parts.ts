import { gatewayFlowOperations } from '@tandem/contract';
import { createNoteAudit } from '@tandem/events';
import { createSimulator } from '@tandem/flows';
import { createSnapshots } from '@tandem/kit';
import { createLanes, type Lanes } from '@tandem/lanes';
import { createGatewayAutomation, createSealing, flowsOf, noCalls } from './automation/index.ts';
import {
  type BotBackend,
  createDemoBot,
  createDirectLineBot,
  createOpenAiBot,
  createRasaBot,
  createWebhookBot,
} from './bots/index.ts';
import { createGatewayChannels } from './channels/index.ts';
import {
  createChangeSession,
  createNoteHop,
  createReads,
  createWakes,
  type Wakes,
} from './conversations/index.ts';
import { createCopilot } from './copilot/index.ts';
import {
  createBotTurns,
  createDialogueQueue,
  createIntentQueue,
  createNewsQueue,
  createSays,
  createTalkTimers,
  type FlowBots,
  flowBot,
} from './dialogue/index.ts';
import { createReadFile, createTokens } from './directline/index.ts';
import {
  type Catalogue,
  createEndpointDirectory,
  createEndpointStore,
  findEndpoint,
} from './endpoints/index.ts';
import { nothingWithheld } from './features/index.ts';
import { createGatewayFlows, gatewayChoices } from './flows/index.ts';
import type { GatewayDeps } from './gateway.types.ts';
import {
  createHandoverQueue,
  createHandoverReads,
  createHandoverTimers,
  createHandoverWatch,
  createProviders,
  genesysCloudKind,
  type HandoverProvider,
  knowsIntegration,
  learnIntegration,
  parseHost,
} from './handover/index.ts';
import { chosenProvider, createProviderDirectory } from './handover-providers/index.ts';
import { createWebhookGate, noWebhookLimits } from './limits/index.ts';
import { createTimersQueue, timersQueueName } from './timers/index.ts';
import { createKeySets, identityKinds } from './visitors/index.ts';

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
export const createParts = (deps: GatewayDeps) => {
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
    platforms: {
      learn: (owner, id) => learnIntegration({ directory, objects }, owner, id),
      knows: (owner, id) => knowsIntegration({ directory, objects }, owner, id),
    },
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
    ...{ calls: flowBots.calls, globals: flowBots.globals, lanes: lanesNow },
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
  const turns = createBotTurns();
  const lanes = createLanes({
    ...deps,
    queues: [
      ...channels.queues,
      createDialogueQueue({ ...shared, flowBots, turns }),
      createNewsQueue({ ...shared, turns }),
      createIntentQueue(shared),
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
