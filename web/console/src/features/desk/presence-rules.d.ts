import type { ReplyOf } from '#src/api/operations.ts';

type Listing = ReplyOf<'GET /api/v2/presence/definitions'>;
export type PresenceDefinition = NonNullable<Listing['entities']>[number];
/** `OnQueue`, `ON_QUEUE` and `On Queue` are one presence: definitions and events spell it differently. */
export declare const plainPresence: (name: string | undefined) => string;
export declare const isOnQueue: (systemPresence: string | undefined) => boolean;
export declare const findPresence: (
  definitions: readonly PresenceDefinition[],
  systemPresence: string,
) => PresenceDefinition | undefined;
/** The presences to choose from; being on queue has a switch of its own, and Idle is set by machines. */
export declare const choosable: (
  definitions: readonly PresenceDefinition[],
) => readonly PresenceDefinition[];
/** A definition's own name in the language; system presences without one are named by translation. */
export declare function presenceLabel(
  definition: PresenceDefinition,
  language: string,
): string | null;
type Situation = {
  /** As the wire has it. */
  readonly routingStatus: string;
  readonly offered: number;
  readonly active: number;
  readonly afterCallWork: number;
  /** Queues the agent takes part in; null while it is not known. */
  readonly joined: number | null;
};
/** What the agent does, as the desk tells it: routing calls more than talking an interaction. */
export declare function statusOf({ routingStatus, joined, ...works }: Situation): string;
