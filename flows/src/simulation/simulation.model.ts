import type { Clock, Database, Ids, Log } from '@tandem/kit';
import type { FlowCalls } from '../calls.model.ts';
import type { FlowEffect } from '../effect.model.ts';
import type { FlowDocument, FlowKind, FlowValue } from '../flow.model.ts';
import type { FlowServices, PublishedFlows } from '../library/index.ts';
import type { FlowState, TraceEntry, Values } from '../run.model.ts';
import type { RunError } from '../run-end.ts';

/** Bounds of the simulator. */
export const simulationLimits = {
  /** Simulations a user may have at once; the oldest go. */
  perUser: 3,
  /** A simulation is gone so long after its start. */
  lifeMs: 3_600_000,
  /** Characters of everything that is kept of one. */
  kept: 6 * 1024 * 1024,
  effects: 500,
  trace: 1_000,
  /** Entries at the end of a longer trace that are kept besides. */
  atTheEnd: 50,
  /** Characters of one value in the trace. */
  value: 8_192,
  /** Calls to other systems. */
  calls: 200,
  /** One call takes at most so long, whatever the flow allows. */
  callMs: 60_000,
  /** A call whose node is silent for so long is another node's. */
  leaseMs: 75_000,
  /** A request waits so long for calls before it answers that they are under way. */
  patienceMs: 3_000,
  /** Simulations of one node that wait for calls. */
  underWay: 32,
} as const;

/** A note of what happened, as it is shown; `hidden` is what stands behind masks, for those who may see it. */
export type ShownEffect = { readonly shown: Values; readonly hidden?: Values };

export type ShownEntry = TraceEntry & { readonly date: string };

export type SimulationStatus = 'waiting' | 'running' | 'ended' | 'failed';

/** Everything that is kept of a simulation; sealed as a whole. Typed secrets in it are sealed besides. */
export type Saved = {
  readonly document: FlowDocument;
  readonly state: FlowState;
  /** The person who tries it out, for what each user has of their own; none: a client. */
  readonly userId?: string | null;
  /** What the run rests in; null: it has ended. */
  readonly awaited: FlowEffect | null;
  readonly status: SimulationStatus;
  readonly participantData: Readonly<Record<string, string>>;
  readonly said: { readonly text: string; readonly payload: string };
  readonly calls: number;
  readonly effects: readonly ShownEffect[];
  readonly trace: readonly ShownEntry[];
  readonly outputs: Readonly<Record<string, FlowValue>>;
  /** Outputs that are masked. */
  readonly masked?: readonly string[];
  readonly error: RunError | null;
};

/** Whose simulation it is: nobody else finds it. */
export type Owner = { readonly org: string; readonly owner: string };

/** A simulation between two exchanges. */
export type Simulation = Owner & {
  readonly id: string;
  /** Grows with every exchange: whoever saw an older one may not write. */
  readonly revision: number;
  readonly saved: Saved;
  /** Until when a node that calls another system for it is trusted to be alive; null: nobody is called. */
  readonly callingUntil: Date | null;
};

export type SimulationSealer = {
  readonly seal: (input: { org: string; context: string; text: string }) => Promise<string>;
  readonly open: (input: { org: string; context: string; sealed: string }) => Promise<string>;
};

export type SimulationDeps = {
  /** The half's own schema, with the tables `flow_simulation`, `flow` and `flow_version`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly sealer: SimulationSealer;
  readonly services: Pick<
    FlowServices,
    'keepSecret' | 'openSecret' | 'globals' | 'hiddenVariables' | 'ofEachUser' | 'choices'
  >;
  /** Choices that are the half's own; the simulator hands over only to what is there. */
  readonly choices?: FlowServices['choices'];
  /** Kinds of flows that the half runs. */
  readonly kinds: readonly FlowKind[];
  readonly published: Pick<PublishedFlows, 'draftSubflows'>;
  readonly calls: FlowCalls;
  /** Variables of an organisation that flows read by name. */
  readonly globals: (org: string) => Promise<Values>;
};
