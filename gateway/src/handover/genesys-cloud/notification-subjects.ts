import type { Heard } from '../provider.model.ts';
import type { Subject } from './notification-topics.ts';

type Hear = (what: Heard) => void;

/** One subject: who wants to hear of it, and which channel holds it. `refused`: the client may not hear of it. */
export type SubjectEntry = {
  readonly subject: Subject;
  readonly hearers: Set<Hear>;
  slot: object | null;
  refused: boolean;
};

/** What is watched, by whom, and in which channel. */
export const createSubjects = () => {
  const entries = new Map<Subject, SubjectEntry>();
  const held = new Map<object, Set<Subject>>();
  const forget = (entry: SubjectEntry) => {
    if (entry.slot) held.get(entry.slot)?.delete(entry.subject);
    entry.slot = null;
  };
  return {
    add(subject: Subject, hear: Hear): SubjectEntry {
      const known = entries.get(subject);
      const entry = known ?? { subject, hearers: new Set<Hear>(), slot: null, refused: false };
      entries.set(subject, entry);
      entry.hearers.add(hear);
      return entry;
    },
    remove(subject: Subject, hear: Hear) {
      const entry = entries.get(subject);
      entry?.hearers.delete(hear);
      if (entry?.hearers.size !== 0) return;
      forget(entry);
      entries.delete(subject);
    },
    hear(subject: Subject, what: Heard) {
      for (const hear of entries.get(subject)?.hearers ?? []) hear(what);
    },
    /** Subjects without a channel that a channel may be tried for, longest watched first. */
    waiting: (): readonly SubjectEntry[] =>
      [...entries.values()].filter(({ slot, refused }) => !slot && !refused),
    heldBy: (slot: object): readonly Subject[] => [...(held.get(slot) ?? [])],
    settle(entry: SubjectEntry, slot: object, granted: boolean) {
      entry.refused = !granted;
      // Nobody may want it any more since the request was sent.
      if (!granted || entries.get(entry.subject) !== entry) return;
      entry.slot = slot;
      held.set(slot, (held.get(slot) ?? new Set()).add(entry.subject));
    },
    /** The channel is gone. What was refused may be tried with the next one: rights change. */
    release(slot: object) {
      held.delete(slot);
      for (const entry of entries.values()) {
        if (entry.slot === slot) entry.slot = null;
        entry.refused = false;
      }
    },
    isLive: (subject: Subject) => Boolean(entries.get(subject)?.slot),
    size: () => entries.size,
    clear() {
      entries.clear();
      held.clear();
    },
  };
};
