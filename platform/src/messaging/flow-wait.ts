import type { FlowDocument, FlowEffect, FlowState } from '@tandem/flows';
import { flowTimer, type SavedFlow, stepOf, type TimerChange } from '../conversations/index.ts';
import type { RunningFlow } from './flow-run.types.ts';
import { flowKey } from './flow-shelf.ts';
import { advance, type Draft, flowYield } from './input.draft.ts';

/** Queue of the effects that call out for flows. */
export const flowCallQueue = 'flow-call';

/** Payload of one call: what is called for stands in the state of the run, where secrets are sealed. */
export type FlowCallPayload = {
  readonly run: string;
  readonly effect: string;
  readonly conversationId: string;
  readonly integrationId: string;
  readonly correlationId: string | null;
};

const waitMs = (effect: FlowEffect): number | null => {
  if (effect.kind === 'timer') return effect.ms;
  return effect.kind === 'awaitMessage' ? effect.timeoutMs : null;
};

const waitsFor = ({ kind }: FlowEffect): SavedFlow['waitsFor'] => {
  if (kind === 'timer') return 'timer';
  return kind === 'awaitMessage' ? 'message' : 'call';
};

const hasSecrets = ({ variables }: FlowDocument): boolean =>
  variables.some(({ secure }) => secure === true);

/** Versions a state goes on in, the outermost first. */
const keysOf = ({ flow, frames }: FlowState, root: string): string[] => [
  root,
  ...frames.flatMap((frame) => (frame.kind === 'call' && frame.caller ? [frame.caller] : [])),
  ...(flow === null ? [] : [flow]),
];

/** Whether something secure has got into variables that are not, or into participant data. */
const carriesSecrets = ({ masked, maskedData, frames }: FlowState): boolean =>
  [masked, maskedData, ...frames.map((frame) => (frame.kind === 'call' ? frame.masked : []))].some(
    (names = []) => names.length > 0,
  );

/** Whether one of the flows that the run is in has secure variables, or handed on what is in them. */
const isSecure = (draft: Draft, { published, state }: RunningFlow): boolean => {
  if (hasSecrets(published.flow.document) || carriesSecrets(state)) return true;
  const [, ...called] = keysOf(state, flowKey(published));
  return called.some((key) => {
    const flow = draft.surroundings.flows.get(key);
    return !flow || hasSecrets(flow.document);
  });
};

/** The run goes to rest until the effect's result, a message or its time comes. */
export const waitFor = (draft: Draft, running: RunningFlow, effect: FlowEffect): void => {
  const { published, workflow, message, pending, traced, state } = running;
  const { id, name, version } = published;
  const ms = waitMs(effect);
  const call = waitsFor(effect) === 'call' ? effect : null;
  const saved: SavedFlow = {
    run: workflow.id,
    flow: { id, name, version },
    waitsFor: waitsFor(effect),
    effect: effect.id,
    timed: ms !== null,
    message,
    pending,
    secure: isSecure(draft, running),
    traced,
    size: JSON.stringify(state).length,
    held: { state, call },
  };
  const { now } = draft.surroundings;
  const timers: TimerChange[] =
    ms === null
      ? []
      : [
          {
            name: flowTimer,
            dueAt: new Date(now.getTime() + ms).toISOString(),
            data: {
              run: saved.run,
              effect: effect.id,
              at: new Date(now.getTime() + ms).toISOString(),
            },
          },
        ];
  advance(draft, (current) => stepOf({ ...current, flow: saved }, { timers }));
  if (!call) return;
  const payload: FlowCallPayload = {
    run: saved.run,
    effect: effect.id,
    conversationId: draft.step.state.conversation.id,
    integrationId: draft.step.state.integrationId,
    correlationId: message.correlationId,
  };
  flowYield(draft).work.push({ queue: flowCallQueue, payload });
};
