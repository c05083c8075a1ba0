import {
  type CallEffect,
  type CallOrigin,
  callOriginOf,
  type FlowCalls,
  type FlowEffect,
  type FlowInput,
} from '@tandem/flows';
import type { Clock, Database, Transaction } from '@tandem/kit';
import {
  type CommittedWork,
  type EffectContext,
  type EffectQueue,
  enqueueWork,
  fixed,
  type Outcome,
  type SettledWork,
  type Untried,
  type Work,
} from '@tandem/lanes';
import type { HeldFlow, SavedFlow } from '../conversations/index.ts';
import { storable } from '../threads/index.ts';
import { answerContext, type CallAnswer, type FlowAnswer } from './flow-answer.ts';
import { botFailure, botRequest, noSuchBot, readBotReply } from './flow-bots.ts';
import {
  connectorFailure,
  connectorRequest,
  type FindConnector,
  noConnectors,
  readConnectorReply,
} from './flow-connectors.ts';
import { readSealed } from './flow-seal.ts';
import { type FlowCallPayload, flowCallQueue } from './flow-wait.ts';
import { inputQueue } from './inbound.types.ts';
import type { Sealer } from './messaging.deps.ts';

export type FlowCallDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly calls: FlowCalls;
  /** Bots of Bot Connectors. */
  readonly findConnector?: FindConnector;
  /** Under which epoch this node owns a partition; null: it does not. */
  readonly owns: (part: number) => { readonly epoch: number } | null;
  readonly committed: (work: readonly CommittedWork[]) => void;
};

type Call = {
  readonly payload: FlowCallPayload;
  readonly effect: FlowEffect;
  readonly origin: CallOrigin;
  readonly customerId: string;
  readonly secure: boolean;
};

type Row = {
  readonly state: { readonly flow: SavedFlow | null } | null;
  readonly profile: { readonly id: string };
};

const savedRun = 'select state, profile from thread where id = $1 and org = $2';

/** The call as its run still waits for it; null: the run went another way since. */
const findCall = async (
  { db, sealer }: Pick<FlowCallDeps, 'db' | 'sealer'>,
  work: Work,
): Promise<Call | null> => {
  const payload = work.payload as FlowCallPayload;
  const [row] = await db.query<Row>(savedRun, [work.lane, work.org]);
  const flow = row?.state?.flow;
  if (!row || flow?.run !== payload.run || flow.effect !== payload.effect) return null;
  const held: HeldFlow | null = flow.secure ? await readSealed(db, sealer, flow.run) : flow.held;
  if (held?.call?.id !== payload.effect) return null;
  return {
    payload,
    effect: held.call,
    origin: callOriginOf(work.org, held.state),
    customerId: row.profile.id,
    secure: flow.secure,
  };
};

/** Asks a bot of a Bot Connector: what proves the call is in no effect, so that no trace shows it. */
const askConnector = async (
  { calls, findConnector = noConnectors }: FlowCallDeps,
  { effect, origin, payload }: Call & { effect: { kind: 'callBot' } },
  signal: AbortSignal,
): Promise<CallAnswer> => {
  const { integration = '', version = '' } = effect.connector ?? {};
  const found = await findConnector(origin.org, { integration, version, bot: effect.bot });
  if ('refused' in found) return connectorFailure(found.refused);
  const request = connectorRequest(effect, found, payload);
  const call = { kind: 'httpRequest', request, id: effect.id } as const;
  const input = await calls.perform(call, origin, { signal });
  if (input.kind === 'httpResponse') return readConnectorReply(input.response);
  return connectorFailure(input.kind === 'failed' ? input.message : 'The bot was not asked.');
};

const askBot = async (
  { calls }: FlowCallDeps,
  { effect, origin, customerId, payload }: Call & { effect: { kind: 'callBot' } },
  signal: AbortSignal,
): Promise<CallAnswer> => {
  const who = { userId: customerId, sessionId: payload.conversationId };
  const request = botRequest(effect, who);
  if (!request) return noSuchBot(effect.bot);
  const input = await calls.perform({ kind: 'httpRequest', request, id: effect.id }, origin, {
    signal,
  });
  return input.kind === 'httpResponse' ? readBotReply(input.response) : botFailure(input);
};

const isCall = (effect: FlowEffect): effect is CallEffect =>
  effect.kind === 'httpRequest' || effect.kind === 'authenticate';

const perform = async (
  deps: FlowCallDeps,
  call: Call,
  signal: AbortSignal,
): Promise<CallAnswer> => {
  const { effect, origin } = call;
  if (effect.kind === 'callBot') {
    const ask = effect.connector ? askConnector : askBot;
    return ask(deps, { ...call, effect }, signal);
  }
  if (isCall(effect)) return { input: await deps.calls.perform(effect, origin, { signal }) };
  return { input: failed('Inbound message flows cannot do this.') };
};

const failed = (message: string): FlowInput => ({ kind: 'failed', code: 'effect.failed', message });

const toInput = (
  work: Work,
  { answer, at }: { readonly answer: FlowAnswer['answer']; readonly at: string },
) => {
  const { org, part, lane } = work;
  const { run, effect, conversationId, integrationId, correlationId } =
    work.payload as FlowCallPayload;
  const payload: FlowAnswer = {
    kind: 'flow',
    conversation: conversationId,
    integration: integrationId,
    run,
    effect,
    at,
    correlationId,
    answer,
  };
  return { org, queue: inputQueue, part, lane, payload };
};

/** Stores what a call brought as an input of its thread; fails with TL001 when the partition is another's by now. */
const storeAnswer = async (
  { db, clock, sealer, committed }: FlowCallDeps,
  { work, call, answer, epoch }: { work: Work; call: Call; answer: CallAnswer; epoch: number },
): Promise<void> => {
  const clean = storable(answer);
  const seal = async () => {
    const context = answerContext(call.payload.run);
    const sealed = await sealer.seal(work.org, context, JSON.stringify(clean));
    return { sealed: sealed.toString('base64') };
  };
  const stored = call.secure ? await seal() : clean;
  const input = toInput(work, { answer: stored, at: clock.now().toISOString() });
  const inputs = await db.transaction(async (tx) => {
    await tx.query('select lane_fence($1::smallint[], $2::bigint[])', [[work.part], [epoch]]);
    return enqueueWork(tx, [input]);
  });
  committed(inputs);
};

const mostRetries = 5;

const timed = (answer: CallAnswer, durationMs: number): CallAnswer =>
  'durationMs' in answer.input || answer.input.kind === 'timer' || answer.input.kind === 'start'
    ? answer
    : { ...answer, input: { ...answer.input, durationMs } as FlowInput };

const attempt = async (
  deps: FlowCallDeps,
  work: Work,
  signal: AbortSignal,
): Promise<Outcome | Untried> => {
  if (work.attempts > mostRetries)
    return { kind: 'dead', reason: 'the nodes that made the call ended in the middle of it' };
  const owned = deps.owns(work.part);
  if (!owned) return { kind: 'untried' };
  const call = await findCall(deps, work);
  if (!call) return { kind: 'done' };
  const started = deps.clock.monotonicMs();
  const answer = await perform(deps, call, signal);
  if (signal.aborted) return { kind: 'untried' };
  const ms = Math.round(deps.clock.monotonicMs() - started);
  await storeAnswer(deps, { work, call, answer: timed(answer, ms), epoch: owned.epoch });
  return { kind: 'done' };
};

/** A call that could not be made in the end fails for its flow, so that no customer waits for ever. */
const reportDead = async (
  tx: Transaction,
  settled: readonly SettledWork[],
  at: string,
): Promise<void> => {
  const dead = settled.filter(({ final, outcome }) => final && outcome.kind !== 'done');
  await enqueueWork(
    tx,
    dead.map(({ work }) =>
      toInput(work, { answer: { input: failed('The call could not be made.') }, at }),
    ),
  );
};

export type FlowCallQueue = EffectQueue & {
  /** Interrupts the calls under way; they are made again by whoever owns their threads next. */
  readonly interrupt: () => void;
};

/**
 * The effect queue of what flows call for: one call of a thread at a time. A call that was cut short is made again
 * under the same effect id; its answer goes to the thread as an input, and one that came twice is known by that id.
 */
export const createFlowCallQueue = (deps: FlowCallDeps): FlowCallQueue => {
  const stopping = new AbortController();
  return {
    name: flowCallQueue,
    mode: 'effect',
    retry: fixed({ retries: mostRetries, everyMs: 1_000 }),
    destination: ({ org }: Work) => org,
    maxInFlightPerDestination: 128,
    countsLostTries: true,
    run: (work: Work, { signal }: EffectContext) =>
      attempt(deps, work, AbortSignal.any([signal, stopping.signal])),
    onSettled: (tx, settled) => reportDead(tx, settled, deps.clock.now().toISOString()),
    onGivenUp: (tx, settled) => reportDead(tx, settled, deps.clock.now().toISOString()),
    interrupt: () => stopping.abort(),
  };
};

/** Without an implementation of calls every one of them fails, with the reason. */
export const noCalls: FlowCalls = {
  perform: async () => ({
    kind: 'failed',
    code: 'effect.unable',
    message: 'Calls to other systems are not set up.',
  }),
  forget: () => {},
};
