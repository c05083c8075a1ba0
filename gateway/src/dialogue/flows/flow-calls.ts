import {
  type CallEffect,
  callOriginOf,
  type FlowEffect,
  type FlowInput,
  type FlowValue,
} from '@tandem/flows';
import {
  type BotAnswer,
  type BotBackend,
  BotFailure,
  createBotMemory,
  emptyHandover,
} from '../../bots/index.ts';
import type { OpenEndpoint, OpenPart } from '../../endpoints/index.ts';
import { findHandling } from '../../handling/index.ts';
import { type Handover, ProviderFailure } from '../../handover/index.ts';
import { isOpen } from '../../hours/index.ts';
import { searchForFlow } from '../../knowledge/index.ts';
import { mostInAnswer } from '../dialogue.in-answer.ts';
import type { Turn } from '../dialogue.turn.ts';
import { goesInCircles, handoverPartOf } from './flow-effects.ts';
import {
  type FlowDialogueDeps,
  flowBotKind,
  type Given,
  type OpenTalk,
} from './flow-talk.model.ts';

type Effect<Kind extends FlowEffect['kind']> = Extract<FlowEffect, { kind: Kind }>;

const kinds: ReadonlySet<FlowEffect['kind']> = new Set([
  ...(['httpRequest', 'authenticate', 'callBot', 'checkAvailability', 'searchKnowledge'] as const),
]);

/** Whether the run waits for somebody who has to be called. */
export const isCall = ({ effect, handedOver }: NonNullable<OpenTalk['talk']>): boolean =>
  effect !== null && (kinds.has(effect.kind) || (effect.kind === 'handOver' && !handedOver));

type Asked = { readonly turn: Turn; readonly open: OpenTalk; readonly signal: AbortSignal };

const failed = (code: string, message: string): Given => ({
  input: { kind: 'failed', code, message },
});

const result = (outlet: string, data: FlowValue): FlowInput => ({ kind: 'result', outlet, data });

type Backend = {
  readonly backend: BotBackend;
  readonly part: OpenPart;
  /** Whose bot it is, for what is kept of the conversation. */
  readonly owner: string;
};

export const ofEndpoint = (
  { bots }: Pick<FlowDialogueDeps, 'bots'>,
  endpoint: OpenEndpoint,
): Backend | null => {
  const backend = endpoint.bot.kind === flowBotKind ? undefined : bots.get(endpoint.bot.kind);
  return backend ? { backend, part: endpoint.bot, owner: endpoint.id } : null;
};

/** The bot of that name: an address, the demo bot, or the bot of another endpoint by its id or name. */
export const findBot = async (
  deps: Pick<FlowDialogueDeps, 'bots' | 'directory'>,
  org: string,
  name: string,
): Promise<Backend | null> => {
  const { bots, directory } = deps;
  const webhook = bots.get('webhook');
  if (/^https?:\/\/[^\s/]/i.test(name) && webhook)
    return {
      ...{ backend: webhook, owner: '' },
      part: { kind: 'webhook', settings: { url: name }, secrets: {} },
    };
  const demo = name === 'demo' ? bots.get(name) : undefined;
  if (demo) return { backend: demo, owner: '', part: { kind: name, settings: {}, secrets: {} } };
  const endpoint = await directory.byReference(org, name);
  return endpoint && ofEndpoint(deps, endpoint);
};

const mostBotMs = 60_000;

const answerOf = (answer: BotAnswer): Given => {
  const { messages, handover, data } = answer;
  const told = (data ?? { messages, handover }) as unknown as FlowValue;
  return { input: result(handover ? 'handover' : 'next', told), says: messages };
};

const askBot = async (
  deps: FlowDialogueDeps,
  effect: Effect<'callBot'>,
  { turn, signal }: Asked,
): Promise<Given> => {
  const { session, endpoint } = turn;
  const { bot, text, inputs, id } = effect;
  const found = await findBot(deps, session.org, bot);
  if (!found)
    return failed(
      'bot.unknown',
      `"${bot.slice(0, 200)}" is no bot, no endpoint with one and no address.`,
    );
  const data = Object.keys(inputs).length > 0 ? inputs : null;
  try {
    const answer = await found.backend.answer(
      {
        idempotencyKey: id,
        conversationId: session.conversationId,
        userId: session.userId,
        locale: session.locale,
        input: { kind: 'message', text, data, attachments: [] },
        canHandOver: endpoint.handover !== null,
        memory: createBotMemory(deps, {
          session: session.id,
          slot: `${found.part.kind}:${found.owner}`,
          before: turn.activity?.seq ?? null,
        }),
        timeoutMs: Math.min(effect.timeoutMs, mostBotMs),
        signal,
      },
      found.part,
    );
    return answerOf(answer);
  } catch (error) {
    if (!(error instanceof BotFailure) || signal.aborted) throw error;
    return { input: result('failure', { reason: error.reason }) };
  }
};

/** A handover that is asked about and may never come to be. */
const supposed = (
  { session, endpoint }: Turn,
  { part, effect, at }: { part: OpenPart; effect: Effect<'checkAvailability'>; at: Date },
): Handover => ({
  ...{ id: 0, org: session.org, session: session.id, ordinal: 0, endpointId: endpoint.id },
  ...{ provider: part.kind, providerId: part.object?.id ?? null, state: 'requested', version: 0 },
  request: {
    ...emptyHandover,
    queue: effect.queue || null,
    language: effect.language ?? null,
    skills: effect.skills ?? null,
    note: null,
    transcript: { upTo: 0, userUpTo: 0 },
  },
  ...{ remote: {}, remoteConversation: null, agent: null, queueInfo: null, reason: null },
  ...{ endReason: null, endedParticipants: [], checkedAt: null, triedAt: null },
  ...{ toldQueueAt: null, idle: null, form: null, answeredAt: null, unheard: [], place: null },
  ...{ createdAt: at, endedAt: null },
});

const availabilityMs = 10_000;

const checkAvailability = async (
  deps: FlowDialogueDeps,
  effect: Effect<'checkAvailability'>,
  { turn, signal }: Asked,
): Promise<Given> => {
  const { session, endpoint } = turn;
  const part = await handoverPartOf(deps, turn, effect.provider ?? '');
  const provider = part && deps.providers.get(part.kind);
  const told = (state: string, reason: string, opensAt: Date | null = null): Given => ({
    input: result(state === 'available' ? 'available' : 'unavailable', {
      ...{ state, reason },
      ...(opensAt ? { opensAt: opensAt.toISOString() } : {}),
    }),
  });
  if (!part || !provider) return told('unavailable', 'The endpoint hands over to nobody.');
  const { hours } = await findHandling(deps.db, endpoint);
  const { open, nextChange } = isOpen(hours, deps.clock.now());
  if (!open) return told('unavailable', 'It is outside opening hours.', nextChange);
  try {
    const { state, reason } = await provider.checkAvailability({
      ...{ endpoint, part, session, signal, budgetMs: availabilityMs },
      handover: supposed(turn, { part, effect, at: deps.clock.now() }),
      record: () => {},
    });
    // Where nobody can tell, the customer is not kept from the agents.
    return told(state === 'unknown' ? 'available' : state, reason);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || signal.aborted) throw error;
    return failed('availability.unknown', error.reason);
  }
};

const inCircles = failed(
  'handover.circles',
  `The flow handed over ${mostInAnswer.flow} times in a row, each time because of how the one before had ended, and the customer said nothing.`,
);

/** The name may be made of something secure: the reason, which the trace shows, is without it. */
const refusedHandover = async ({ db }: FlowDialogueDeps, { turn }: Asked): Promise<Given> => {
  if (await goesInCircles(db, turn)) return inCircles;
  const reason = turn.endpoint.handover
    ? 'The endpoint does not hand over to whom the flow names.'
    : 'The endpoint hands over to nobody.';
  const error = { reason: 'unsupported', message: reason };
  return { input: result('failure', { status: 'error', reason, error }) };
};

const carryOut = (deps: FlowDialogueDeps, effect: FlowEffect, asked: Asked): Promise<Given> => {
  const { run, talk } = asked.open;
  if (effect.kind === 'callBot') return askBot(deps, effect, asked);
  if (effect.kind === 'checkAvailability') return checkAvailability(deps, effect, asked);
  if (effect.kind === 'searchKnowledge')
    return searchForFlow(deps.db, effect, asked.turn.session).then((input) => ({ input }));
  if (effect.kind === 'handOver') return refusedHandover(deps, asked);
  const { state } = talk as NonNullable<typeof talk>;
  const origin = { ...callOriginOf(run.org, state), flow: run.flowName };
  return deps.flowBots.calls
    .perform(effect as CallEffect, origin, { signal: asked.signal })
    .then((input) => ({ input }));
};

const wellKinds: Readonly<Record<string, string>> = {
  httpRequest: 'HTTP request',
  authenticate: 'sign-in',
  callBot: 'bot',
  checkAvailability: 'availability',
  searchKnowledge: 'knowledge',
  handOver: 'handover',
};

/** Why it did not come about, for the timeline. */
const whyNot = (input: FlowInput): object => {
  if (input.kind === 'failed') return { code: input.code, reason: input.message };
  if (input.kind !== 'result' || input.outlet !== 'failure') return {};
  const { reason } = (input.data ?? {}) as { readonly reason?: unknown };
  return typeof reason === 'string' ? { reason } : {};
};

/** Carries out the call a run waits for and answers what goes on with it. Its effect's id tells a repeat. */
export const performCall = async (
  deps: FlowDialogueDeps,
  effect: FlowEffect,
  asked: Asked,
): Promise<Given> => {
  const { session } = asked.turn;
  const startedMs = deps.clock.monotonicMs();
  const given = await carryOut(deps, effect, asked);
  const durationMs = Math.round(deps.clock.monotonicMs() - startedMs);
  const { input } = given;
  const ok = input.kind !== 'failed' && !(input.kind === 'result' && input.outlet === 'failure');
  const summary = `flow: ${wellKinds[effect.kind] ?? effect.kind}`;
  const detail = { ms: durationMs, ...whyNot(input) };
  deps.noteHop(session, { hop: { kind: 'bot', summary, ok, detail }, at: deps.clock.now() });
  return 'durationMs' in input || input.kind === 'start' || input.kind === 'timer'
    ? given
    : { ...given, input: { ...input, durationMs } as FlowInput };
};
