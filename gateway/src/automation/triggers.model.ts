import type { FlowTrigger } from '@tandem/contract';
import type { EventPosition } from '@tandem/events';
import type { FlowValue, Values } from '@tandem/flows';

/** Fields of an event by name, each as it must be: a value, or a list of allowed ones; nested as the event is. */
export type EventPattern = Readonly<Record<string, FlowValue>>;

/** When a flow runs by itself. */
export type Trigger = {
  readonly id: string;
  readonly org: string;
  readonly flow: string;
  readonly kind: 'schedule' | 'event';
  readonly active: boolean;
  readonly label: FlowTrigger['label'];
  readonly cron: string | null;
  readonly timeZone: string | null;
  readonly event: string | null;
  readonly pattern: EventPattern | null;
  /** Secure ones masked. */
  readonly inputs: Values;
  readonly inputsSealed: string;
  /** When a schedule is due next; null: never again. */
  readonly nextAt: Date | null;
  /** Events behind this position count. */
  readonly since: EventPosition;
  readonly revision: number;
  readonly createdAt: Date;
};
