import type { Activity, ActivitySet } from '@tandem/contract';
import type { Clock, Database, Log, Timer } from '@tandem/kit';
import {
  listActivities,
  type Session,
  sessionMarks,
  type TypingSignal,
  toActivityWire,
  type Wakes,
} from '../conversations/index.ts';

/** A socket as the hub sees it; the server's WebSocket fits. */
export type StreamSocket = {
  readonly send: (text: string) => void;
  readonly close: (code?: number, reason?: string) => void;
  readonly on: (event: 'close' | 'message' | 'error', hear: () => void) => unknown;
  /** Bytes that the client has not taken yet. */
  readonly bufferedAmount: number;
};

export type StreamHub = {
  readonly start: () => Promise<void>;
  /** Attaches a socket behind a watermark; sockets of the conversation that were opened before are closed. */
  readonly attach: (
    socket: StreamSocket,
    at: { session: Session; epoch: number; watermark: number },
  ) => void;
  readonly stop: () => void;
  readonly figures: () => { readonly sockets: number };
};

type Attached = {
  readonly socket: StreamSocket;
  readonly session: Session;
  readonly epoch: number;
  seq: number;
  reading: boolean;
  again: boolean;
};

const pollMs = 1000;
const keepAliveMs = 15_000;
const pageSize = 100;
/** A client that takes nothing any more is let go; it resumes at its watermark. */
const maxBuffered = 4 * 1024 * 1024;

const toTypingActivity = ({ from, durationMs }: TypingSignal, session: Session): Activity => ({
  type: 'typing',
  from: { ...from, role: 'bot' },
  conversation: { id: session.conversationId },
  channelData: { source: 'agent', durationMs },
});

/** The sockets of this node. A notification makes them read; a poll makes sure that they do. */
export const createStreamHub = (deps: {
  db: Database;
  wakes: Wakes;
  clock: Clock;
  log: Log;
}): StreamHub => {
  const { db, wakes, clock, log } = deps;
  const sockets = new Map<number, Set<Attached>>();
  const timers: Timer[] = [];
  let stopped = false;

  const all = () => [...sockets.values()].flatMap((set) => [...set]);
  const detach = (attached: Attached) => {
    const set = sockets.get(attached.session.id);
    set?.delete(attached);
    if (set?.size === 0) sockets.delete(attached.session.id);
  };
  const end = (attached: Attached, code: number, reason: string) => {
    detach(attached);
    attached.socket.close(code, reason);
  };
  const push = (attached: Attached, set: ActivitySet) => {
    if (attached.socket.bufferedAmount > maxBuffered) return end(attached, 1013, 'too slow');
    attached.socket.send(JSON.stringify(set));
  };
  const readOnce = async (attached: Attached): Promise<boolean> => {
    const { session } = attached;
    const found = await listActivities(db, {
      session: session.id,
      after: attached.seq,
      limit: pageSize,
    });
    const last = found.at(-1);
    if (!last || !sockets.get(session.id)?.has(attached)) return false;
    attached.seq = last.seq;
    const activities = found.map((stored) => toActivityWire(session.conversationId, stored));
    push(attached, { activities, watermark: String(last.seq) });
    return found.length === pageSize;
  };
  const read = async (attached: Attached) => {
    attached.again = true;
    if (attached.reading) return;
    attached.reading = true;
    try {
      while (attached.again) {
        attached.again = false;
        if (await readOnce(attached)) attached.again = true;
      }
    } catch (error) {
      // The poll comes back to it.
      log.debug({ err: error }, 'stream could not be read');
    } finally {
      attached.reading = false;
    }
  };
  const wake = (session: number) => {
    for (const attached of sockets.get(session) ?? []) void read(attached);
  };
  const collide = (session: number, epoch: number) => {
    for (const attached of [...(sockets.get(session) ?? [])])
      if (attached.epoch < epoch) end(attached, 1000, 'collision');
  };
  const poll = async () => {
    if (sockets.size === 0) return;
    for (const mark of await sessionMarks(db, [...sockets.keys()])) {
      collide(mark.id, mark.streamEpoch);
      for (const attached of sockets.get(mark.id) ?? [])
        if (attached.seq < mark.lastSeq) void read(attached);
    }
  };
  const keepAlive = async () => {
    for (const { socket } of all()) socket.send('');
  };
  const every = (ms: number, run: () => Promise<void>) => {
    const next = () => {
      if (stopped) return;
      timers.push(
        clock.after(ms, () => {
          timers.shift();
          run()
            .catch((error) => log.warn({ err: error }, 'sockets could not be served'))
            .finally(next);
        }),
      );
    };
    next();
  };
  return {
    async start() {
      await wakes.hear({
        onActivity: wake,
        onStream: collide,
        onTyping(typing) {
          for (const attached of sockets.get(typing.session) ?? [])
            push(attached, { activities: [toTypingActivity(typing, attached.session)] });
        },
        onGap: () => {
          for (const id of sockets.keys()) wake(id);
        },
      });
      every(pollMs, poll);
      every(keepAliveMs, keepAlive);
    },
    attach(socket, { session, epoch, watermark }) {
      const attached: Attached = {
        socket,
        session,
        epoch,
        seq: watermark,
        reading: false,
        again: false,
      };
      const set = sockets.get(session.id) ?? new Set();
      sockets.set(session.id, set.add(attached));
      socket.on('close', () => detach(attached));
      socket.on('error', () => detach(attached));
      wakes.stream(session.id, epoch);
      void read(attached);
    },
    stop() {
      stopped = true;
      for (const timer of timers) timer.cancel();
      for (const attached of all()) end(attached, 1001, 'server is stopping');
    },
    figures: () => ({ sockets: all().length }),
  };
};
