import type { ReplyOf } from '#src/api/operations.ts';

type Listing = ReplyOf<'GET /api/v2/presence/definitions'>;
export type PresenceDefinition = NonNullable<Listing['entities']>[number];

/** `OnQueue`, `ON_QUEUE` and `On Queue` are one presence: definitions and events spell it differently. */
export const plainPresence = (name: string | undefined): string =>
  (name ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');

export const isOnQueue = (systemPresence: string | undefined): boolean =>
  plainPresence(systemPresence) === 'onqueue';

export const findPresence = (
  definitions: readonly PresenceDefinition[],
  systemPresence: string,
): PresenceDefinition | undefined =>
  definitions.find((one) => plainPresence(one.systemPresence) === plainPresence(systemPresence));

/** The presences to choose from; being on queue has a switch of its own, and Idle is set by machines. */
export const choosable = (
  definitions: readonly PresenceDefinition[],
): readonly PresenceDefinition[] =>
  definitions.filter(
    (one) =>
      !one.deactivated &&
      !isOnQueue(one.systemPresence) &&
      plainPresence(one.systemPresence) !== 'idle',
  );

/** A definition's own name in the language; system presences without one are named by translation. */
export function presenceLabel(definition: PresenceDefinition, language: string): string | null {
  if (definition.type === 'System') return null;
  const labels = Object.entries(definition.languageLabels ?? {});
  const own = labels.find(([tag]) => tag.toLowerCase().startsWith(language));
  return own?.[1] ?? labels[0]?.[1] ?? definition.name ?? null;
}

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
export function statusOf({ routingStatus, joined, ...works }: Situation): string {
  if (routingStatus === 'IDLE' && joined === 0) return 'NO_QUEUE';
  if (routingStatus !== 'INTERACTING' || works.active > 0) return routingStatus;
  // An offer takes up a place already; nobody is in conversation yet.
  if (works.offered > 0) return 'OFFERED';
  return works.afterCallWork > 0 ? 'AFTER_CALL' : routingStatus;
}
