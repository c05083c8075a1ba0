import { partitionCount } from './lanes.types.ts';

/** The partition of a key: the same on every node and in every version. FNV-1a over the UTF-16 units. */
export const partOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  // FNV's low bits alone are weak for keys that differ in their last character only.
  return ((hash ^ (hash >>> 16)) >>> 0) % partitionCount;
};
