import type { MatchCriteria, triggerDataFormats } from '@tandem/contract';
import type { DestinationPort } from '@tandem/events';
import type { Clock, Database, Ids, Log } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { AuditDeps } from '../audit/index.ts';

export type Trigger = {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly topic: string;
  readonly enabled: boolean;
  /** The automation flow that it starts. */
  readonly flow: string;
  readonly dataFormat: (typeof triggerDataFormats)[number];
  readonly criteria: readonly MatchCriteria[];
  /** An event older than that starts nothing. */
  readonly ttlSeconds: number | null;
  readonly delaySeconds: number | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** One start of an automation flow. */
export type FlowStart = {
  readonly org: string;
  readonly flow: string;
  /** Those that the flow does not know are left out. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The same start again is the same run. */
  readonly key: string;
  /** Executions that stand one behind the other up to the event. */
  readonly depth: number;
};

export type StartResult =
  | { readonly kind: 'started'; readonly execution: string }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Automation flows, which live on the other side of the product's own API. */
export type AutomationFlows = {
  /** False in a process without the gateway: it has no automation flows, and cannot ask for them. */
  readonly served: boolean;
  /** Null: there is no automation flow of that id in the organisation. */
  readonly find: (org: string, flow: string) => Promise<{ readonly name: string } | null>;
  /** Durable when it answers that it started. */
  readonly start: (start: FlowStart) => Promise<StartResult>;
};

export type TriggerDeps = AuditDeps & {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'uuid'>;
  readonly log: Log;
  /** What carries events to triggers: one destination of an organisation that has some. */
  readonly destinations: Pick<DestinationPort, 'put' | 'setState' | 'remove'>;
  readonly flows: AutomationFlows;
  readonly committed: (work: readonly CommittedWork[]) => void;
};

export const triggerDestinationKind = 'triggers';
export const triggerQueue = 'trigger-start';
