import type { ExecutionStatus, executionOrigins, FlowLabel } from '@tandem/contract';
import type {
  FlowEffect,
  FlowState,
  PublishedFlow,
  PublishedFlows,
  RunError,
  Values,
} from '@tandem/flows';

export type RunOrigin = (typeof executionOrigins)[number];

export type RunLabel = FlowLabel | 'Latest';

export type FlowHead = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly active: boolean;
};

/** The flows of an organisation, as runs need them; the flow library implements it. */
export type AutomationFlows = Pick<PublishedFlows, 'version' | 'subflows'> & {
  readonly head: (org: string, flowId: string) => Promise<FlowHead | null>;
  /** The version under a label of an active flow. Null where there is none. */
  readonly find: (org: string, flowId: string, label: RunLabel) => Promise<PublishedFlow | null>;
};

export type Starter = { readonly kind: 'user' | 'client'; readonly id: string };

export type Run = {
  readonly id: number;
  readonly uid: string;
  readonly org: string;
  readonly flow: string;
  readonly flowName: string;
  readonly version: number;
  readonly label: string | null;
  readonly part: number;
  readonly origin: RunOrigin;
  readonly startedBy: Starter | null;
  readonly cause: string | null;
  readonly token: string | null;
  /** Runs that stand before it and started each other over HTTP, as far as the one who started it tells. */
  readonly depth: number;
  /** Runs that stand before it through events, as the events tell: nobody outside has a say in it. */
  readonly eventDepth: number;
  /** The conversation a bot flow runs in, by its key and by the id that people see; null for automation flows. */
  readonly session: number | null;
  readonly conversation: string | null;
  readonly status: ExecutionStatus;
  readonly revision: number;
  readonly steps: number;
  readonly traced: number;
  /** Secure ones masked. */
  readonly inputs: Values;
  readonly inputsSealed: string;
  readonly outputs: Values | null;
  readonly outputsSealed: string | null;
  readonly stateSealed: string | null;
  readonly error: RunError | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
};

/** A run to be stored; it begins with the first row of its lane. */
export type NewRun = Pick<
  Run,
  | 'uid'
  | 'org'
  | 'flow'
  | 'flowName'
  | 'version'
  | 'label'
  | 'origin'
  | 'startedBy'
  | 'cause'
  | 'token'
  | 'depth'
  | 'eventDepth'
  | 'session'
  | 'conversation'
  | 'inputs'
  | 'inputsSealed'
  | 'createdAt'
>;

/** What a run rests in between two steps. */
export type SavedState = { readonly state: FlowState; readonly effect: FlowEffect | null };

/** One row of the lane of a run: the step that follows that revision. */
export type RunWork = { readonly rev: number };

export const automationQueue = 'gateway.automation';
/** Name of the one timer a run may have. */
export const automationTimer = 'automation';

/** Runs and sessions share the tables of the lanes: runs go by their negative ids. */
export const laneOf = (run: number): number => -run;

export const isOpen = (status: ExecutionStatus): boolean =>
  status === 'running' || status === 'waiting';
