import type { FlowVersionDocument, FlowView } from '@tandem/contract';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { FlowKind } from '../flow.model.ts';
import {
  type Caller,
  globex,
  type Half,
  operationsOf,
  startLibrary,
  type TestLibrary,
} from './library.fixture.ts';

/** Both halves, each with a kind of flow that it keeps. */
export const halves: readonly (readonly [Half, FlowKind])[] = [
  ['platform', 'inboundMessage'],
  ['gateway', 'automation'],
];

const of = (flowId: string) => ({ params: { flowId } });

/** A library for the tests of one block, and what they do with it most. Eve is of another organisation. */
export const useLibrary = (half: Half, kind: FlowKind) => {
  const ops = operationsOf[half];
  const late: { library?: TestLibrary } = {};
  const library = () => late.library as TestLibrary;
  beforeAll(async () => {
    late.library = await startLibrary(half);
  });
  beforeEach(() => {
    library().notes.length = 0;
    library().setup.policy.insecure = 'allowed';
  });
  afterAll(() => library()[Symbol.asyncDispose]());
  const ada: Caller = (operation, input) => library().as('ada')(operation, input);
  const bob: Caller = (operation, input) => library().as('bob')(operation, input);
  const eve: Caller = (operation, input) => library().as('eve', { org: globex })(operation, input);
  return {
    ...{ library, ops, ada, bob, eve, of },
    async create(name: string, document?: unknown, by: Caller = ada) {
      const body = { name, kind, ...(document ? { document } : {}) };
      return (await by<FlowView>(ops.createFlow, { body })).body;
    },
    save: (by: Caller, flowId: string, document: unknown, expectedVersion?: number | null) =>
      by<FlowVersionDocument>(ops.saveVersion, {
        ...of(flowId),
        body: { document, ...(expectedVersion === undefined ? {} : { expectedVersion }) },
      }),
    publish: (by: Caller, flowId: string, body: object = {}) =>
      by<FlowView>(ops.publishFlow, { ...of(flowId), body }),
    get: async (flowId: string) => (await ada<FlowView>(ops.getFlow, of(flowId))).body,
  };
};
