import type { FlowState } from '@tandem/flows';
import type { Participant, PendingMessage, SavedFlow } from '../conversations/index.ts';
import type { PublishedFlow } from './integration-config.ts';

/** A run while a step of its thread is taken; local to that step. */
export type RunningFlow = {
  readonly published: Pick<PublishedFlow, 'id' | 'name' | 'version' | 'flow'>;
  /** Stands for the flow among the participants; its id names the run. */
  readonly workflow: Participant;
  /** Dates the ids of what is sent, the same whenever the step is taken again. */
  readonly at: string;
  /** The message the flow was given last. */
  message: SavedFlow['message'];
  /** Values of secure variables that are texts. */
  readonly secrets: () => readonly string[];
  readonly pending: PendingMessage[];
  readonly begins: boolean;
  readonly traced: boolean;
  state: FlowState;
};
