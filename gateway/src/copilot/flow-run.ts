import type { CopilotContent } from '@tandem/contract';
import {
  type CallEffect,
  callOriginOf,
  type FlowCalls,
  type FlowEffect,
  type FlowInput,
  type FlowState,
  type FlowValue,
  initialFlowState,
  type PublishedFlow,
  stepFlow,
  type Values,
} from '@tandem/flows';
import { type AutomationFlows, labelled } from '../automation/index.ts';
import { type CopilotWork, quoteLines } from '../handover/index.ts';
import { searchForFlow } from '../knowledge/index.ts';
import type { Beside, LookDeps } from './copilot.look.ts';
import type { Seen } from './fill.rules.ts';
import { newestOf } from './transcript-lines.rules.ts';

export type FlowRunDeps = LookDeps & {
  readonly published: AutomationFlows;
  readonly calls: FlowCalls;
  readonly globals: (org: string) => Promise<Values>;
};

/** What a flow wants the tiles to show, and what their documents are told; the last of each tile counts. */
export type FlowWish = {
  readonly contents: ReadonlyMap<string, CopilotContent>;
  readonly data: ReadonlyMap<string, FlowValue>;
};

/** The flow did not come to its end; `reason` may be shown. */
export class CopilotFlowFailure extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`copilot flow failed: ${reason}`);
    this.name = 'CopilotFlowFailure';
    this.reason = reason;
  }
}

/** UTF-16 units of what a flow reads of the talk. */
const transcriptLength = 20_000;

/** Calls of one run; a flow that makes more goes round in circles. */
const mostCalls = 100;

type Run = {
  readonly beside: Beside;
  readonly seen: Seen;
  readonly cause: CopilotWork;
  /** Of a tile, for a run that an input starts. */
  readonly input: { readonly tile: string; readonly value: unknown } | null;
  /** The same for every try of one run: whoever is called knows a repeat. */
  readonly id: string;
  readonly signal: AbortSignal;
};

const valuesOf = ({ beside, seen, cause, input }: Run): Values => ({
  'message.text': seen.query,
  'message.tile': input?.tile ?? '',
  'message.input': (input?.value ?? null) as FlowValue,
  'conversation.id': beside.session.conversationId,
  'conversation.locale': beside.session.locale,
  'conversation.endpoint': beside.endpoint.name,
  'conversation.cause': cause.kind,
  'conversation.transcript': newestOf(
    seen.lines.map(({ from, text }) => `${from}: ${quoteLines(text)}`),
    transcriptLength,
  ),
  'customer.id': beside.session.userId,
  'customer.nickname': beside.session.userName ?? '',
});

const findFlow = async (
  { published }: FlowRunDeps,
  { org, flow }: { readonly org: string; readonly flow: string },
): Promise<{ readonly published: PublishedFlow; readonly name: string }> => {
  const head = await published.head(org, flow);
  const found = head && (await labelled({ flows: published }, { org, flowId: flow }));
  if (head?.kind !== 'copilot' || !found)
    throw new CopilotFlowFailure('the copilot flow is not published or not active');
  return { published: found.published, name: head.name };
};

const answer = async (
  deps: FlowRunDeps,
  effect: FlowEffect,
  { run, state, name }: { readonly run: Run; readonly state: FlowState; readonly name: string },
): Promise<FlowInput> => {
  const { session } = run.beside;
  if (effect.kind === 'searchKnowledge') return searchForFlow(deps.db, effect, session);
  const origin = { ...callOriginOf(session.org, state), flow: name };
  return deps.calls.perform(effect as CallEffect, origin, { signal: run.signal });
};

const gather = (effects: readonly FlowEffect[], into: Wish): void => {
  for (const effect of effects) {
    if (effect.kind === 'setTile') into.contents.set(effect.tile, effect.content);
    if (effect.kind === 'sendToTile') into.data.set(effect.tile, effect.data);
  }
};

type Wish = { contents: Map<string, CopilotContent>; data: Map<string, FlowValue> };

/**
 * Runs a copilot flow to its end. It keeps nothing between two runs, and what it wants is taken over when it has ended:
 * a run that was cut short is run anew with the same ids.
 * @throws CopilotFlowFailure
 */
export const runCopilotFlow = async (
  deps: FlowRunDeps,
  flow: string,
  run: Run,
): Promise<FlowWish> => {
  const { org } = run.beside.session;
  const { published, name } = await findFlow(deps, { org, flow });
  const surroundings = {
    ...{ participantData: run.seen.handover?.request.customAttributes ?? {} },
    ...{ values: valuesOf(run), globals: await deps.globals(org), now: deps.clock.now() },
  };
  const wish: Wish = { contents: new Map(), data: new Map() };
  let state = initialFlowState(published.flow, { run: run.id });
  let input: FlowInput = { kind: 'start' };
  for (let calls = 0; calls <= mostCalls; calls += 1) {
    run.signal.throwIfAborted();
    const library = await deps.published.subflows(org, { flow: published, state });
    const step = stepFlow(published.flow, state, {
      ...{ input, surroundings, library, time: deps.clock },
    });
    gather(step.effects, wish);
    const { outcome } = step;
    if (outcome.status === 'ended') return wish;
    if (outcome.status === 'failed')
      throw new CopilotFlowFailure(
        `the copilot flow failed${outcome.action ? ` at ${outcome.action}` : ''} (${outcome.code})`,
      );
    state = step.state;
    const effect = step.effects.at(-1);
    if (!effect) throw new CopilotFlowFailure('the copilot flow waits for nothing');
    const given = await answer(deps, effect, { run, state, name });
    input = given.kind === 'start' ? given : ({ ...given, effect: effect.id } as FlowInput);
  }
  throw new CopilotFlowFailure(`the copilot flow made more than ${mostCalls} calls`);
};
