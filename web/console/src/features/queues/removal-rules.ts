import type { BodyOf } from '#src/api/operations.ts';

/** What becomes of customers who wait for a queue that is deleted. */
export type Fate = {
  readonly kind: 'move' | 'end';
  readonly moveTo: string | null;
  readonly farewell: string;
};

export const isDecided = ({ kind, moveTo }: Fate): boolean => kind === 'end' || moveTo !== null;

/** The request; an empty farewell is none. */
export const fateBody = ({
  kind,
  moveTo,
  farewell,
}: Fate): BodyOf<'POST /tandem/queues/{queueId}/removal'> => {
  if (kind === 'move') return moveTo === null ? {} : { moveTo };
  const text = farewell.trim();
  return text === '' ? {} : { farewell: text };
};
