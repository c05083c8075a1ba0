import type { TraceEntry } from '@tandem/flows';

/** What one step adds to the record of a run. */
export type RunRecord = {
  readonly run: string;
  readonly flow: { readonly id: string; readonly version: number };
  readonly conversationId: string;
  /** When the run began. */
  readonly startedAt: string;
  readonly at: string;
  /** The step that began the run. */
  readonly begins: boolean;
  readonly status: 'waiting' | 'ended' | 'failed';
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly action: string | null;
  } | null;
  readonly steps: number;
  readonly trace: readonly TraceEntry[];
};
