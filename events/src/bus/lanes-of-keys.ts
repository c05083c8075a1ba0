import { derivedHex32 } from '@tandem/kit';
import { partitionCount } from '@tandem/lanes';

/** Lane and partition of a key: events of one key for one target run in order. */
export const laneOf = (
  ...key: readonly string[]
): { readonly lane: number; readonly part: number } => {
  const lane = Number.parseInt(derivedHex32(...key).slice(0, 12), 16);
  return { lane, part: lane % partitionCount };
};
