import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  compileFlow,
  createFlowCalls,
  type FlowCalls,
  type FlowDocument,
  initialFlowState,
  stepFlow,
} from '@tandem/flows';
import {
  createEgressGuard,
  createHttpClient,
  parseEgressRule,
  systemClock,
  systemIds,
} from '@tandem/kit';
import { createBareHttp } from '@tandem/kit/testing';

const connections = 32;
/** Short rounds in turn, so that whatever else the machine does falls on both. */
const perRound = 2_000;
const rounds = 16;
const warmUp = 8;
const name = 'Ada Lovelace';

const documentAt = (url: string): FlowDocument => ({
  language: 1,
  kind: 'automation',
  variables: [
    { name: 'id', type: 'String', initial: '4711' },
    { name: 'found', type: 'String' },
  ],
  start: 'ask',
  actions: [
    {
      id: 'ask',
      type: 'httpRequest',
      name: 'Ask',
      settings: {
        useAuthenticatedEndpoint: false,
        requestUrl: url,
        method: 'POST',
        body: '{"customer":"{{ id }}"}',
        parse: [{ variable: 'found', path: '$.customer.name' }],
      },
    },
  ],
  edges: [],
});

const startAnswers = async () => {
  const script = fileURLToPath(new URL('./answer-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(String(line)), stop: () => child.kill() };
};

const never = async (): Promise<never> => {
  throw new Error('the flow of the bench names no connector, connection or secret');
};

/** Runs the flow: the step that asks, the call, the step that reads the answer. */
const flowOver = (url: string, calls: FlowCalls) => {
  const { flow } = compileFlow(documentAt(url));
  if (!flow) throw new Error('the flow of the bench has errors');
  const surroundings = { participantData: {}, values: {} };
  const { signal } = new AbortController();
  let runs = 0;
  return async () => {
    runs += 1;
    const began = initialFlowState(flow, { run: `bench-${runs}` });
    const asks = stepFlow(flow, began, { input: { kind: 'start' }, surroundings });
    const [effect] = asks.effects;
    if (effect?.kind !== 'httpRequest') throw new Error('the flow of the bench asks for no call');
    const { run, sessions, variables } = asks.state;
    const input = await calls.perform(
      effect,
      { org: 'bench', run, sessions, variables },
      { signal },
    );
    const { state } = stepFlow(flow, asks.state, { input, surroundings });
    if (state.variables['found'] !== name) throw new Error('the flow of the bench found nothing');
  };
};

type Cost = { readonly ms: number; readonly cpuMs: number };

const costOf = async (call: () => Promise<void>): Promise<Cost> => {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let left = perRound;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - started, cpuMs: (user + system) / 1000 };
};

const middle = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] as number;

export type HttpOverhead = {
  readonly perSecond: number;
  readonly barePerSecond: number;
  /** Time with an HTTP Request in a flow as a multiple of that with the library alone; so the processor's time. */
  readonly time: number;
  readonly cpu: number;
};

type Round = { readonly ours: Cost; readonly bare: Cost };

/** Rounds of both, each first every other time; the first ones warm up and do not count. */
const inTurn = async (
  ours: () => Promise<void>,
  bare: () => Promise<void>,
): Promise<readonly Round[]> => {
  const measured: Round[] = [];
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const early = round % 2 === 0 ? await costOf(bare) : null;
    const own = await costOf(ours);
    measured.push({ ours: own, bare: early ?? (await costOf(bare)) });
  }
  return measured.slice(warmUp);
};

/** HTTP Request in a flow, steps included, and the bare library in turn against the same server. */
export const httpOverhead = async (): Promise<HttpOverhead> => {
  const server = await startAnswers();
  const url = `http://127.0.0.1:${server.port}/customers`;
  const guard = createEgressGuard({ allow: [parseEgressRule(`127.0.0.1:${server.port}`)] });
  const http = createHttpClient({ guard, connections });
  const bare = createBareHttp(connections);
  const calls = createFlowCalls({
    ...{ http, guard, clock: systemClock, ids: systemIds, callThrough: never, openSecret: never },
    connections: { accessToken: never, apiBase: never },
  });
  const ours = flowOver(url, calls);
  const plain = async () => {
    const { status, answer } = await bare.post(url, JSON.stringify({ customer: '4711' }));
    if (status !== 200 || (answer as { customer: { name: string } }).customer.name !== name)
      throw new Error('the bare library found nothing');
  };
  try {
    const measured = await inTurn(ours, plain);
    return {
      perSecond: perRound / middle(measured.map((round) => round.ours.ms / 1000)),
      barePerSecond: perRound / middle(measured.map((round) => round.bare.ms / 1000)),
      time: middle(measured.map((round) => round.ours.ms / round.bare.ms)),
      cpu: middle(measured.map((round) => round.ours.cpuMs / round.bare.cpuMs)),
    };
  } finally {
    await Promise.all([http.close(), bare.close()]);
    server.stop();
  }
};
