import type { Clock, Ids, Listener, Log } from '@tandem/kit';
import type { ShownActivity } from './conversations.model.ts';

/** A typing signal: relayed while fresh, never stored. */
export type TypingSignal = {
  readonly session: number;
  readonly from: { readonly id: string; readonly name?: string };
  readonly durationMs: number;
};

export type WakeHearer = {
  /** @param said what is new, where this node has stored it itself and nothing else came with it. */
  readonly onActivity: (session: number, said?: ShownActivity) => void;
  readonly onStream: (session: number, epoch: number) => void;
  readonly onTyping: (typing: TypingSignal) => void;
  /** Notifications may have been missed. */
  readonly onGap: () => void;
};

/** Tells sockets on every node that something is new. Hints only: whoever hears them also polls. */
export type Wakes = {
  /** @param said what is new, if it is one activity: sockets of this node need not read it. */
  readonly activity: (session: number, said?: ShownActivity) => void;
  readonly stream: (session: number, epoch: number) => void;
  readonly typing: (typing: TypingSignal) => void;
  readonly hear: (hearer: WakeHearer) => Promise<void>;
};

const channels = {
  activity: 'gateway_activity',
  stream: 'gateway_stream',
  typing: 'gateway_typing',
} as const;

/** Most ids in one notification: PostgreSQL takes payloads up to 8000 bytes. */
const maxIds = 400;
/** A notification is a commit of its own: under load there is one in so long, otherwise each goes at once. */
const gatherMs = 20;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const isTyping = (value: unknown): value is TypingSignal =>
  typeof value === 'object' && value !== null && 'session' in value && 'from' in value;

type WakesDeps = {
  readonly listener: Listener;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
};

/** Wakes over PostgreSQL notifications. Local hearers hear at once and not once more when it comes back. */
export const createWakes = (deps: WakesDeps): Wakes => {
  const { listener, clock, log } = deps;
  const self = deps.ids.hex32();
  const hearers: WakeHearer[] = [];
  let gathered = new Set<number>();

  const notify = (channel: string, payload: string) => {
    listener.notify(channel, payload).catch((error) => log.debug({ err: error }, 'notify failed'));
  };
  let resting = false;
  const flush = () => {
    const ids = [...gathered];
    gathered = new Set();
    resting = ids.length > 0;
    if (resting) clock.after(gatherMs, flush);
    for (let start = 0; start < ids.length; start += maxIds)
      notify(channels.activity, [self, ...ids.slice(start, start + maxIds)].join(','));
  };
  return {
    activity(session, said) {
      for (const hearer of hearers) hearer.onActivity(session, said);
      gathered.add(session);
      if (!resting) flush();
    },
    stream(session, epoch) {
      for (const hearer of hearers) hearer.onStream(session, epoch);
      notify(channels.stream, `${session},${epoch}`);
    },
    typing: (typing) => notify(channels.typing, JSON.stringify(typing)),
    async hear(hearer) {
      hearers.push(hearer);
      await listener.listen(channels.activity, (payload) => {
        const [from, ...ids] = payload.split(',');
        if (from !== self) for (const id of ids) hearer.onActivity(Number(id));
      });
      await listener.listen(channels.stream, (payload) => {
        const [session, epoch] = payload.split(',').map(Number);
        if (session !== undefined && epoch !== undefined) hearer.onStream(session, epoch);
      });
      await listener.listen(channels.typing, (payload) => {
        const typing = parse(payload);
        if (isTyping(typing)) hearer.onTyping(typing);
      });
      listener.onGap(hearer.onGap);
    },
  };
};
