import type { DestinationDriver } from '../destination.model.ts';
import { type Entry, isTried, laneOf } from './entry.ts';

export type Limits = DestinationDriver['limits'];

type Lane = { readonly id: string; readonly entries: Entry[]; sending: number };
/** A call that is being put together. */
type Call = { readonly entries: Entry[]; bytes: number };

/** Takes what fits from the front of a lane. @returns whether anything did */
const take = (lane: Lane, limits: Limits, call: Call): boolean => {
  const most = limits.wholeCalls ? lane.entries.length : 1;
  const before = call.entries.length;
  for (const entry of lane.entries.slice(0, most)) {
    if (call.entries.length >= limits.events) break;
    if (call.entries.length > 0 && call.bytes + entry.size > limits.bytes) break;
    call.entries.push(entry);
    call.bytes += entry.size;
    lane.sending += 1;
  }
  return call.entries.length > before;
};

/** Whose turn it is: first in, first out within a lane, lanes side by side, at most one call with events of a lane. */
export const createTurns = () => {
  const lanes = new Map<string, Lane>();
  /** Lanes whose first event may be sent, those where it was tried before by themselves. A lane is in one of them at most. */
  const again = new Set<string>();
  const ready = new Set<string>();

  const wake = (lane: Lane) => {
    const [head] = lane.entries;
    if (lane.sending > 0 || !head) return;
    if (again.has(lane.id) || ready.has(lane.id)) return;
    (isTried(head) ? again : ready).add(lane.id);
  };
  const laneFor = (entry: Entry): Lane => {
    const id = laneOf(entry);
    const found = lanes.get(id);
    if (found) return found;
    const made = { id, entries: [], sending: 0 };
    lanes.set(id, made);
    return made;
  };
  const rest = (lane: Lane) => {
    wake(lane);
    if (lane.entries.length > 0) return;
    again.delete(lane.id);
    ready.delete(lane.id);
    lanes.delete(lane.id);
  };

  return {
    push(entry: Entry) {
      const lane = laneFor(entry);
      lane.entries.push(entry);
      wake(lane);
    },
    /**
     * The next call within the limits, or null. Its lanes rest until each of its events is told what became of it.
     * @param tried whether of what was tried before, or of what was not
     */
    next(limits: Limits, tried = false): readonly Entry[] | null {
      const call: Call = { entries: [], bytes: 0 };
      const waiting = tried ? again : ready;
      for (const id of waiting) {
        if (call.entries.length >= limits.events) break;
        const lane = lanes.get(id);
        const isAlone = lane?.entries[0]?.alone ?? false;
        if (isAlone && call.entries.length > 0) continue;
        if (!lane || take(lane, limits, call)) waiting.delete(id);
        if (isAlone) break;
      }
      return call.entries.length > 0 ? call.entries : null;
    },
    remove(entry: Entry) {
      const lane = laneFor(entry);
      lane.entries.splice(lane.entries.indexOf(entry), 1);
      lane.sending -= 1;
      rest(lane);
    },
    putBack(entry: Entry) {
      const lane = laneFor(entry);
      lane.sending -= 1;
      wake(lane);
    },
    /** Empties the lane from an event of a call on. What is in the same call is told of with it. */
    takeLane(entry: Entry): readonly Entry[] {
      const lane = laneFor(entry);
      const taken = lane.entries.splice(lane.entries.indexOf(entry));
      lane.sending = 0;
      rest(lane);
      return taken;
    },
    hasReady: () => ready.size + again.size > 0,
  };
};
