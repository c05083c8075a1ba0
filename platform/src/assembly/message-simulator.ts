import { platformFlowOperations } from '@tandem/contract';
import {
  createSimulator,
  type FlowCalls,
  type PublishedFlows,
  type SimulationSealer,
  type Simulator,
} from '@tandem/flows';
import type { Sealer } from '../messaging/index.ts';
import type { PlatformDeps } from './platform.ts';

/** A process without a way out still runs what calls nobody. */
const noCalls: FlowCalls = {
  perform: async ({ id }) => ({
    ...{ kind: 'failed', effect: id, code: 'http.unreachable' },
    message: 'Flows of this process cannot call other systems.',
  }),
  forget: () => {},
};

const textSealer = (sealer: Sealer): SimulationSealer => ({
  seal: async ({ org, context, text }) =>
    (await sealer.seal(org, context, text)).toString('base64'),
  open: ({ org, context, sealed }) => sealer.open(org, context, Buffer.from(sealed, 'base64')),
});

/** Drafts of message flows, tried beside the canvas. */
export const createMessageSimulator = (
  { db, clock, ids, log, sealer, flows, calls = noCalls, globals }: PlatformDeps,
  published: PublishedFlows,
): Simulator =>
  createSimulator(platformFlowOperations, {
    ...{ db, clock, ids, log, sealer: textSealer(sealer), services: flows, published, calls },
    ...{ kinds: ['inboundMessage'], globals: globals ?? (async () => ({})) },
  });
