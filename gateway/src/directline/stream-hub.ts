import type { Activity, ActivitySet } from '@tandem/contract';
import type { Clock, Database, Log, Timer } from '@tandem/kit';
import {
  type Reads,
  readSize,
  type Session,
  type ShownActivity,
  sessionMarks,
  type TypingSignal,
  type Wakes,
} from '../conversations/index.ts';
import type { Show } from './shown.ts';

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
    at: { session: Session; epoch: number; watermark: number; show: Show },
  ) => void;
  readonly stop: () => void;
  readonly figures: () => { readonly sockets: number };
};

type StreamReads = Pick<Reads, 'activitiesAfter'>;

type Attached = {
  readonly socket: StreamSocket;
  readonly session: Session;
  readonly epoch: number;
  readonly show: Show;
  seq: number;
  reading: boolean;
  again: boolean;
};

const pollMs = 1000;
const keepAliveMs = 15_000;
/** A client that takes nothing any more is let go; it resumes at its watermark. */
const maxBuffered = 4 * 1024 * 1024;

const toTypingActivity = ({ from, durationMs }: TypingSignal, session: Session): Activity => ({
  type: 'typing',
  from: { ...from, role: 'bot' },
  conversation: { id: session.conversationId },
  channelData: { source: 'agent', durationMs },
});

/** The sockets by session. */
const createBook = () => {
  const sockets = new Map<number, Set<Attached>>();
  return {
    of: (session: number): readonly Attached[] => [...(sockets.get(session) ?? [])],
    all: () => [...sockets.values()].flatMap((set) => [...set]),
    sessions: () => [...sockets.keys()],
    holds: (attached: Attached) => sockets.get(attached.session.id)?.has(attached) ?? false,
    add(attached: Attached) {
      const set = sockets.get(attached.session.id) ?? new Set();
      sockets.set(attached.session.id, set.add(attached));
    },
    remove(attached: Attached) {
      const set = sockets.get(attached.session.id);
      set?.delete(attached);
      if (set?.size === 0) sockets.delete(attached.session.id);
    },
  };
};
type Book = ReturnType<typeof createBook>;

const end = (book: Book, attached: Attached, [code, reason]: [number, string]) => {
  book.remove(attached);
  attached.socket.close(code, reason);
};

const push = (book: Book, attached: Attached, set: ActivitySet) => {
  if (attached.socket.bufferedAmount > maxBuffered) return end(book, attached, [1013, 'too slow']);
  attached.socket.send(JSON.stringify(set));
};

/** Sends what is newer than a socket's position; calls while a read is under way lead to one more. */
const createReader = (reads: StreamReads, book: Book, log: Log) => {
  const readOnce = async (attached: Attached): Promise<boolean> => {
    if (!book.holds(attached)) return false;
    const { session, seq } = attached;
    const found = await reads.activitiesAfter({ session: session.id, seq });
    const last = found.at(-1);
    if (!last || !book.holds(attached)) return false;
    attached.seq = last.seq;
    push(book, attached, { activities: attached.show(found), watermark: String(last.seq) });
    return found.length === readSize;
  };
  const read = async (attached: Attached) => {
    while (attached.again) {
      attached.again = false;
      if (await readOnce(attached)) attached.again = true;
    }
  };
  return (attached: Attached) => {
    attached.again = true;
    if (attached.reading) return;
    attached.reading = true;
    read(attached)
      // The poll comes back to it.
      .catch((error) => log.debug({ err: error }, 'stream could not be read'))
      .finally(() => {
        attached.reading = false;
      });
  };
};

/** What follows upon a socket's position goes to it as it is, and nothing is read. @returns whether it was so. */
const pushSaid = (book: Book, attached: Attached, said: ShownActivity): boolean => {
  if (attached.reading || attached.seq !== said.seq - 1) return false;
  attached.seq = said.seq;
  push(book, attached, { activities: attached.show([said]), watermark: String(said.seq) });
  return true;
};

const createLoops = (clock: Clock, log: Log) => {
  const timers = new Set<Timer>();
  let stopped = false;
  const every = (ms: number, run: () => Promise<void>) => {
    if (stopped) return;
    const timer = clock.after(ms, () => {
      timers.delete(timer);
      run()
        .catch((error) => log.warn({ err: error }, 'sockets could not be served'))
        .finally(() => every(ms, run));
    });
    timers.add(timer);
  };
  const stop = () => {
    stopped = true;
    for (const timer of timers) timer.cancel();
  };
  return { every, stop };
};

type HubDeps = { db: Database; reads: StreamReads; wakes: Wakes; clock: Clock; log: Log };

/** The sockets of this node. A notification makes them read; a poll makes sure that they do. */
export const createStreamHub = ({ db, reads, wakes, clock, log }: HubDeps): StreamHub => {
  const book = createBook();
  const read = createReader(reads, book, log);
  const loops = createLoops(clock, log);

  const wake = (session: number, said?: ShownActivity) => {
    for (const attached of book.of(session))
      if (!said || !pushSaid(book, attached, said)) read(attached);
  };
  const collide = (session: number, epoch: number) => {
    for (const attached of book.of(session))
      if (attached.epoch < epoch) end(book, attached, [1000, 'collision']);
  };
  const endAll = (session: number, why: [number, string]) => {
    for (const attached of book.of(session)) end(book, attached, why);
  };
  const relay = (typing: TypingSignal) => {
    for (const attached of book.of(typing.session))
      push(book, attached, { activities: [toTypingActivity(typing, attached.session)] });
  };
  const poll = async () => {
    const sessions = book.sessions();
    if (sessions.length === 0) return;
    for (const mark of await sessionMarks(db, sessions)) {
      collide(mark.id, mark.streamEpoch);
      if (!mark.served) endAll(mark.id, [1008, 'the endpoint is not active']);
      for (const attached of book.of(mark.id)) if (attached.seq < mark.lastSeq) read(attached);
    }
  };
  const keepAlive = async () => {
    for (const { socket } of book.all()) socket.send('');
  };
  return {
    async start() {
      const onGap = () => {
        for (const session of book.sessions()) wake(session);
      };
      await wakes.hear({ onActivity: wake, onStream: collide, onTyping: relay, onGap });
      loops.every(pollMs, poll);
      loops.every(keepAliveMs, keepAlive);
    },
    attach(socket, { session, epoch, watermark, show }) {
      const place = { socket, session, epoch, show, seq: watermark };
      const attached: Attached = { ...place, reading: false, again: false };
      book.add(attached);
      socket.on('close', () => book.remove(attached));
      socket.on('error', () => book.remove(attached));
      wakes.stream(session.id, epoch);
      read(attached);
    },
    stop() {
      loops.stop();
      for (const attached of book.all()) end(book, attached, [1001, 'server is stopping']);
    },
    figures: () => ({ sockets: book.all().length }),
  };
};
