import type { CompiledFlow } from '../compile.ts';
import type { FlowEffect } from '../effect.model.ts';
import { initialFlowState, stepFlow } from '../interpreter.ts';
import type { FlowInput, FlowState, FlowStep, FlowSurroundings, Values } from '../run.model.ts';
import type { FlowLibrary } from '../run.ts';
import { runErrorOf, runOutputsOf } from '../run-end.ts';
import type { StepTime } from '../work-pool.ts';
import { boundedEffects, boundedEntry, boundedTrace } from './bounds.rules.ts';
import { noteOf, secretsIn } from './effects.rules.ts';
import { type Saved, simulationLimits } from './simulation.model.ts';

/** A simulation that has not begun. */
export const unbegun = (
  flow: CompiledFlow,
  { id, ...rest }: Pick<Saved, 'participantData' | 'said'> & { readonly id: string },
): Saved => ({
  ...rest,
  ...{ document: flow.document, state: initialFlowState(flow, { run: id }), awaited: null },
  ...{ status: 'running', calls: 0, effects: [], trace: [], outputs: {}, error: null },
});

const simulated = 'simulated';

/** A simulated conversation has had no handover. */
const noHandover = {
  ...{ status: '', reason: '', agent: '', position: null, estimatedWaitTime: null },
  ...{ inactivityCount: 0, update: '', survey: { score: null, comment: '' } },
};

/** What flows of a kind read of the conversation they are in; here it is made up. */
const valuesOf = ({ document: { kind }, said, state }: Saved): Values => {
  if (kind === 'automation') return {};
  const common = {
    'message.text': said.text,
    'conversation.id': state.run,
    'customer.id': simulated,
    'customer.nickname': '',
  };
  if (kind === 'inboundMessage')
    return { ...common, 'customer.firstName': '', 'customer.lastName': '' };
  return {
    ...common,
    'message.payload': said.payload,
    'message.attachments': [],
    'conversation.locale': 'en',
    'conversation.endpoint': simulated,
    'conversation.handover': noHandover,
  };
};

const withData = (
  before: Saved['participantData'],
  effects: readonly FlowEffect[],
): Saved['participantData'] => {
  const set = effects.filter((effect) => effect.kind === 'setParticipantData');
  return Object.assign({ ...before }, ...set.map(({ attributes }) => attributes));
};

const notUnderstood: FlowInput = {
  kind: 'failed',
  code: 'effect.answer',
  message: 'The answer is not one that the action understands.',
};

export type Exchange = {
  readonly flow: CompiledFlow;
  readonly input: FlowInput;
  readonly library: FlowLibrary;
  readonly globals: Values;
  readonly now: Date;
  readonly time?: StepTime;
};

/** Secure variables of the flow and of those it calls, by name. */
const secureNames = (flow: CompiledFlow, { library }: Exchange, state: FlowState) => {
  const called = state.flow === null ? null : library.get(state.flow);
  const all = [flow, ...(called ? [called] : [])];
  return new Set(all.flatMap((one) => [...one.maskedWith(state.masked ?? [])]));
};

const take = (saved: Saved, { flow, input, library, globals, now, time }: Exchange): FlowStep => {
  const surroundings: FlowSurroundings = {
    ...{ participantData: saved.participantData, globals, now },
    values: valuesOf(saved),
  };
  const feed = (one: FlowInput) =>
    stepFlow(flow, saved.state, {
      ...{ input: one, surroundings, library, trace: 'hidden' },
      ...(time ? { time } : {}),
    });
  const first = feed(input);
  const refused = first.outcome.status === 'failed' && first.outcome.code === 'not.waiting';
  return refused && saved.awaited
    ? feed({ ...notUnderstood, effect: saved.awaited.id } as FlowInput)
    : first;
};

/** One step of the flow, with what it asks for noted instead of done. */
export const goOn = (saved: Saved, exchange: Exchange): Saved => {
  const { flow, now } = exchange;
  const step = take(saved, exchange);
  const { state, effects, outcome } = step;
  const secure = secureNames(flow, exchange, state);
  const secrets = [...new Set([saved.state, state].flatMap((one) => secretsIn(secure, one)))];
  const outputs = runOutputsOf(flow, step) ?? {};
  const hidden = flow.maskedWith(state.masked ?? []);
  const date = now.toISOString();
  const entries = step.trace.map((entry) => boundedEntry({ ...entry, date }));
  return {
    ...saved,
    state,
    awaited: outcome.status === 'waiting' ? (effects.at(-1) ?? null) : null,
    status: outcome.status,
    participantData: withData(saved.participantData, effects),
    effects: boundedEffects([
      ...saved.effects,
      ...effects.map((effect) => noteOf(effect, secrets)),
    ]),
    trace: boundedTrace([...saved.trace, ...entries]),
    ...{ outputs, masked: Object.keys(outputs).filter((name) => hidden.has(name)) },
    error: runErrorOf(step),
  };
};

/** Adds a note, such as what the customer said. */
export const noted = (saved: Saved, shown: Values): Saved => ({
  ...saved,
  effects: boundedEffects([...saved.effects, { shown }]),
});

/** The end of a simulation that no step of its flow led to. */
export const failedWith = (saved: Saved, code: string, message: string): Saved => ({
  ...saved,
  ...{ status: 'failed', awaited: null, error: { code, message, action: saved.state.at } },
});

/** A simulation that outgrew what is kept of one ends; what made it large goes. */
export const bounded = (saved: Saved): Saved => {
  if (JSON.stringify(saved).length <= simulationLimits.kept) return saved;
  const { state } = saved;
  const small = { ...state, variables: {}, outputs: {}, frames: [], awaiting: null };
  const over = failedWith(saved, 'simulation.size', 'The simulation holds more than is kept.');
  return {
    ...over,
    state: small,
    outputs: {},
    effects: saved.effects.slice(-20),
    trace: saved.trace.slice(-100),
  };
};
