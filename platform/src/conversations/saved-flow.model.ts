import type { FlowEffect, FlowState } from '@tandem/flows';
import type { TimerChange } from './conversation.model.ts';

/** A message of the customer that came while the flow was busy, for its next Wait for Input. */
export type PendingMessage = {
  readonly messageId: string;
  readonly text: string;
  readonly payload?: string;
};

/** What the interpreter goes on from, and the effect that is called out for, if it waits for one. */
export type HeldFlow = { readonly state: FlowState; readonly call: FlowEffect | null };

/** A run of an inbound message flow that waits, as its thread keeps it. */
export type SavedFlow = {
  /** Names the run: the id of the participant that stands for the flow. */
  readonly run: string;
  readonly flow: { readonly id: string; readonly name: string; readonly version: number };
  readonly waitsFor: 'message' | 'timer' | 'call';
  /** Id of the awaited effect. */
  readonly effect: string;
  /** The wait ends by a timer too. */
  readonly timed: boolean;
  /** The message the flow was given last. */
  readonly message: {
    readonly messageId: string;
    readonly text: string;
    readonly correlationId: string | null;
  };
  readonly pending: readonly PendingMessage[];
  /** Some of its variables are secure: its state is sealed and stored beside the thread. */
  readonly secure: boolean;
  /** Its steps are recorded. */
  readonly traced: boolean;
  /** Characters of the state. */
  readonly size: number;
  /** Null in a thread as it was loaded, where the state is sealed. */
  readonly held: HeldFlow | null;
};

/** Timer of the thread that ends a wait of its flow. */
export const flowTimer = 'flow';

/** The run of the thread is over: its timer is too. */
export const endFlowTimer = (flow: SavedFlow | null): readonly TimerChange[] =>
  flow?.timed ? [{ name: flowTimer, dueAt: null }] : [];
