import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type Destination = ReplyOf<'GET /tandem/events/destinations/{destinationId}'>;
export type Kind = ReplyOf<'GET /tandem/events/destination-kinds'>['kinds'][number];
export type Remote = ReplyOf<'GET /tandem/events/destinations/{destinationId}/remote'>;
export type Tested = ReplyOf<'POST /tandem/events/destinations/{destinationId}/test'>;
export type SentCall =
  ReplyOf<'GET /tandem/events/destinations/{destinationId}/calls'>['entities'][number];
export type DeadLetter =
  ReplyOf<'GET /tandem/events/destinations/{destinationId}/dead-letters'>['entities'][number];
export type Replay =
  ReplyOf<'GET /tandem/events/destinations/{destinationId}/replays'>['entities'][number];
export type DestinationBody = BodyOf<'POST /tandem/events/destinations'>;
export type Start = NonNullable<DestinationBody['start']>;

/** Keys of the cache: everything of destinations lies below the first. */
export const DESTINATIONS = ['event-destinations'] as const;

/** How often an open page asks for what changes by itself. */
export const FOLLOW_MS = 3_000;

/** Where the server stops counting what waits. */
export const COUNTED_TO = 10_000;

/** Code of the report of a destination whose events were removed from the log before they were sent. */
export const eventsLostCode = 'events.lost';

export type RunningState = 'running' | 'paused' | 'error';

/** What a destination does: it is paused on purpose, in error, or at work. */
export const runningState = ({ state, reportedState }: Destination): RunningState => {
  if (state === 'paused') return 'paused';
  return reportedState.code === 'ERROR' ? 'error' : 'running';
};

export const STATE_TONES: Readonly<Record<RunningState, StatusTone>> = {
  running: 'good',
  paused: 'neutral',
  error: 'bad',
};

export const REMOTE_TONES: Readonly<Record<Remote['state'], StatusTone>> = {
  active: 'good',
  pending: 'warning',
  deleted: 'bad',
  unknown: 'neutral',
};

const RESULT_TONES: Readonly<Record<string, StatusTone>> = {
  delivered: 'good',
  partial: 'warning',
  retry: 'warning',
  refused: 'bad',
  unavailable: 'bad',
  denied: 'bad',
};

/** How the result of a call looks; one that a newer server knows is of no colour. */
export const toneOf = (result: string): StatusTone => RESULT_TONES[result] ?? 'neutral';

/** Where a destination is configured that nobody made by hand. */
export const ownerOf = ({
  id,
  kind,
  managed,
}: Pick<Destination, 'id' | 'kind' | 'managed'>): {
  readonly of: 'integration' | 'triggers';
  readonly to: string;
} | null => {
  if (!managed) return null;
  return kind === 'triggers'
    ? { of: 'triggers', to: '/console/flows' }
    : { of: 'integration', to: `/console/integrations/${id}` };
};

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A duration in the largest unit of which it has at least one: 24 ms, 3.2 sec, 2 hr. */
export const durationText = (ms: number, language: string): string => {
  const [unit, size] = UNITS.find(([, one]) => ms >= one) ?? ['millisecond', 1];
  return new Intl.NumberFormat(language, {
    ...{ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 },
  }).format(ms / size);
};
