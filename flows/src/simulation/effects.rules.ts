import type { FlowEffect } from '../effect.model.ts';
import { type FlowValue, secureMask } from '../flow.model.ts';
import type { HttpTarget } from '../http.model.ts';
import type { FlowInput, FlowState, Values } from '../run.model.ts';
import type { Saved, ShownEffect } from './simulation.model.ts';

export type Awaits = 'message' | 'timer' | 'call' | 'outcome';

const awaitsOf: Readonly<Partial<Record<FlowEffect['kind'], Awaits>>> = {
  awaitMessage: 'message',
  timer: 'timer',
  httpRequest: 'call',
  authenticate: 'call',
  transferToAcd: 'outcome',
  handOver: 'outcome',
  awaitHandover: 'outcome',
  checkAvailability: 'outcome',
  searchKnowledge: 'outcome',
  callBot: 'outcome',
};

/** What a simulation waits for; null: for nothing any more. */
export const awaitedOf = ({ awaited }: Pick<Saved, 'awaited'>): Awaits | null =>
  (awaited && awaitsOf[awaited.kind]) ?? null;

/** Whether the run goes on when the time is taken as over. */
export const isSkippable = ({ awaited }: Pick<Saved, 'awaited'>): boolean =>
  awaited?.kind === 'timer' ||
  (awaited?.kind === 'awaitMessage' && awaited.timeoutMs !== null) ||
  ((awaited?.kind === 'handOver' || awaited?.kind === 'awaitHandover') &&
    awaited.timeoutMs !== undefined);

/** A transfer that came about: the run of the flow is over then. */
export const transferred = 'transferred';

const outcomes: Readonly<Partial<Record<FlowEffect['kind'], readonly string[]>>> = {
  transferToAcd: [transferred, 'failure'],
  handOver: ['next', 'cancelled', 'failure'],
  awaitHandover: ['next', 'cancelled', 'failure'],
  checkAvailability: ['available', 'unavailable'],
  searchKnowledge: ['next', 'nothing'],
  callBot: ['next', 'handover', 'failure'],
};

/** Ways the awaited effect may have gone, the usual one first. */
export const outcomesOf = ({ awaited }: Pick<Saved, 'awaited'>): readonly string[] => [
  ...((awaited && outcomes[awaited.kind]) ?? []),
  ...((awaited && 'tells' in awaited && awaited.tells) || []),
];

const handedOver: Readonly<Record<string, FlowValue>> = {
  next: { status: 'completed', reason: 'agent' },
  cancelled: { status: 'cancelled', reason: 'user' },
  failure: { status: 'error', reason: 'simulated' },
  queued: { status: 'queue', reason: null, position: 1, estimatedWaitTime: null, agent: '' },
  active: { status: 'active', reason: null, position: null, estimatedWaitTime: null, agent: 'Ada' },
};

/** What a bot that says so would have answered: JSON as it is, words as its message. */
const botData = (text: string, outcome: string): FlowValue => {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    try {
      return JSON.parse(trimmed) as FlowValue;
    } catch {
      // Words after all.
    }
  }
  const messages = trimmed === '' ? [] : [{ text }];
  return { messages, handover: outcome === 'handover' };
};

const dataOf = (effect: FlowEffect, outcome: string, text: string): FlowValue => {
  if (effect.kind === 'handOver' || effect.kind === 'awaitHandover')
    return handedOver[outcome] ?? null;
  if (effect.kind === 'checkAvailability') return { state: outcome, reason: 'simulated' };
  if (effect.kind !== 'callBot') return null;
  return outcome === 'failure' ? { reason: 'simulated' } : botData(text, outcome);
};

/** The input that goes on with the run when its effect went that way. */
export const outcomeInput = (
  effect: FlowEffect,
  { outcome, text }: { readonly outcome: string; readonly text: string },
): FlowInput => ({
  ...{ kind: 'result', effect: effect.id, outlet: outcome },
  data: dataOf(effect, outcome, text),
});

/** The answer to a handover that the run waits for, where nobody has that name. */
export const refusedHandover = (
  { awaited }: Pick<Saved, 'awaited'>,
  providers: readonly string[] | undefined,
): FlowInput | null => {
  if (awaited?.kind !== 'handOver' || awaited.provider === '' || !providers) return null;
  const wanted = awaited.provider.toLowerCase();
  if (providers.some((one) => one.toLowerCase() === wanted)) return null;
  const reason = 'Nothing of the name that the flow gives can be handed over to.';
  const data = { status: 'error', reason };
  return { kind: 'result', effect: awaited.id, outlet: 'failure', data };
};

const addressOf = (target: HttpTarget): string => {
  if (target.kind === 'url') return target.url.replace(/[?#].*$/s, '');
  const { path } = target;
  const name = target.kind === 'connector' ? target.connector : target.session;
  return `${name}: ${path.replace(/[?#].*$/s, '')}`;
};

/** An effect as it is shown: of calls only where they go, since headers and bodies may hold secrets. */
const shownOf = (effect: FlowEffect): Values => {
  if (effect.kind === 'httpRequest') {
    const { method, target } = effect.request;
    return { kind: effect.kind, id: effect.id, method, address: addressOf(target) };
  }
  if (effect.kind === 'authenticate') {
    const { session, type } = effect.request;
    return { kind: effect.kind, id: effect.id, session, type };
  }
  return effect as unknown as Values;
};

/** What is noted of the answer to a call; its content is in the variables it went into. */
export const answerNote = (effect: FlowEffect, input: FlowInput): ShownEffect => {
  const durationMs = 'durationMs' in input ? (input.durationMs ?? null) : null;
  const note = { kind: 'callEnded', id: effect.id, of: effect.kind, durationMs };
  if (input.kind === 'httpResponse') return { shown: { ...note, status: input.response.status } };
  if (input.kind !== 'failed') return { shown: note };
  return { shown: { ...note, code: input.code, message: input.message } };
};

const shortestSecret = 4;

const textsIn = (value: FlowValue | undefined): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => textsIn(one as FlowValue));
};

const replaceIn = (value: FlowValue, secrets: readonly string[]): FlowValue => {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, secureMask), value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return (value as readonly FlowValue[]).map((one) => replaceIn(one, secrets));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, replaceIn(one as FlowValue, secrets)]),
  );
};

/** Values of secure variables in a state, the longest first. */
export const secretsIn = (
  names: ReadonlySet<string>,
  { variables, frames }: Pick<FlowState, 'variables' | 'frames'>,
): readonly string[] => {
  const scopes = [variables, ...frames.flatMap((f) => (f.kind === 'call' ? [f.variables] : []))];
  const found = scopes.flatMap((scope) => [...names].flatMap((name) => textsIn(scope[name])));
  return [...new Set(found.filter(({ length }) => length >= shortestSecret))].toSorted(
    (a, b) => b.length - a.length,
  );
};

/** The effect as a note, with values of secure variables masked wherever they stand in it. */
export const noteOf = (effect: FlowEffect, secrets: readonly string[]): ShownEffect => {
  const shown = shownOf(effect);
  const masked = replaceIn(shown, secrets) as Values;
  return JSON.stringify(masked) === JSON.stringify(shown)
    ? { shown }
    : { shown: masked, hidden: shown };
};
