import type { Listener } from '@tandem/kit';
import { partitionCount } from './lanes.types.ts';

/** Hints between nodes: which partitions have new rows, and that leases became free. Polling is the guarantee. */
export type Waker = {
  readonly wake: (parts: Iterable<number>) => void;
  readonly released: () => Promise<void>;
};

const workChannel = 'lane_work';
const leaseChannel = 'lane_lease';

export const encodeParts = (parts: Iterable<number>): string => {
  let bits = 0n;
  for (const part of parts) bits |= 1n << BigInt(part);
  return bits.toString(16);
};

/** What is no list of partitions means all of them. */
export const decodeParts = (text: string): number[] => {
  const all = Array.from({ length: partitionCount }, (_, part) => part);
  if (!/^[0-9a-f]{1,16}$/.test(text)) return all;
  const bits = BigInt(`0x${text}`);
  return all.filter((part) => (bits >> BigInt(part)) & 1n);
};

export const createWaker = async (options: {
  listener: Listener;
  onWork: (parts: readonly number[]) => void;
  onReleased: () => void;
}): Promise<Waker> => {
  const { listener, onWork, onReleased } = options;
  let waiting = new Set<number>();
  let sending = false;
  const send = async () => {
    while (waiting.size > 0) {
      const parts = waiting;
      waiting = new Set();
      await listener.notify(workChannel, encodeParts(parts)).catch(() => {});
    }
    sending = false;
  };
  await listener.listen(workChannel, (text) => onWork(decodeParts(text)));
  await listener.listen(leaseChannel, onReleased);
  listener.onGap(() => onWork(decodeParts('')));
  return {
    wake(parts) {
      for (const part of parts) waiting.add(part);
      if (sending || waiting.size === 0) return;
      sending = true;
      void send();
    },
    released: () => listener.notify(leaseChannel, '').catch(() => {}),
  };
};
