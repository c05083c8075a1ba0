import type { CopilotNews } from '@tandem/contract';
import type { Clock, Database, Log, Timer } from '@tandem/kit';
import { listActivities, type Session, sessionMarks, type Wakes } from '../conversations/index.ts';
import type { StreamSocket } from '../directline/index.ts';
import { listTiles, tileMarks } from './tiles.store.ts';
import { toLines } from './transcript-lines.rules.ts';

/** How far a page is. */
export type Marks = CopilotNews['marks'];

export type CopilotHub = {
  readonly start: () => Promise<void>;
  /** Attaches a page behind what it has. */
  readonly attach: (socket: StreamSocket, at: { session: Session; marks: Marks }) => void;
  readonly stop: () => void;
};

type Attached = {
  readonly socket: StreamSocket;
  readonly session: number;
  marks: Marks;
  reading: boolean;
  again: boolean;
};

type HubDeps = {
  readonly db: Database;
  readonly wakes: Pick<Wakes, 'hear'>;
  readonly clock: Clock;
  readonly log: Log;
};

const pollMs = 1000;
const keepAliveMs = 15_000;
const pageSize = 200;
/** A page that takes nothing any more is let go; it comes back behind its marks. */
const maxBuffered = 4 * 1024 * 1024;

/** Tiles and lines behind the marks, with the marks to go on behind. */
export const readNews = async (
  db: Database,
  session: number,
  { revision, seq }: Marks,
): Promise<CopilotNews & { readonly more: boolean }> => {
  const tiles = await listTiles(db, { session, after: revision });
  const activities = await listActivities(db, { session, after: seq, limit: pageSize });
  const marks = {
    revision: tiles.at(-1)?.revision ?? revision,
    seq: activities.at(-1)?.seq ?? seq,
  };
  const more = activities.length === pageSize;
  return { tiles, lines: toLines(activities), marks, more };
};

const send = (attached: Attached, text: string): void => {
  const { socket } = attached;
  if (socket.bufferedAmount > maxBuffered) socket.close(1013, 'too slow');
  else socket.send(text);
};

/** Sends what a page has not got; calls while a read is under way lead to one more. */
const createReader = ({ db, log }: HubDeps, holds: (attached: Attached) => boolean) => {
  const readOnce = async (attached: Attached): Promise<void> => {
    const { more, ...news } = await readNews(db, attached.session, attached.marks);
    attached.again ||= more;
    attached.marks = news.marks;
    const isNews = news.tiles.length + news.lines.length > 0;
    if (isNews && holds(attached)) send(attached, JSON.stringify(news));
  };
  const read = async (attached: Attached): Promise<void> => {
    while (attached.again) {
      attached.again = false;
      await readOnce(attached);
    }
  };
  return (attached: Attached): void => {
    attached.again = true;
    if (attached.reading) return;
    attached.reading = true;
    read(attached)
      // The poll comes back to it.
      .catch((error) => log.debug({ err: error }, 'a workspace could not be read'))
      .finally(() => {
        attached.reading = false;
      });
  };
};

/** The pages that are open on this node. A notification makes them read; a poll makes sure that they do. */
export const createCopilotHub = (deps: HubDeps): CopilotHub => {
  const { db, wakes, clock, log } = deps;
  const open = new Map<number, Set<Attached>>();
  const timers = new Map<string, Timer>();
  const read = createReader(deps, (attached) => open.get(attached.session)?.has(attached) ?? false);
  const of = (session: number) => [...(open.get(session) ?? [])];
  const remove = (attached: Attached) => {
    const set = open.get(attached.session);
    set?.delete(attached);
    if (set?.size === 0) open.delete(attached.session);
  };
  const wake = (session: number) => of(session).forEach(read);
  const end = (session: number, why: [number, string]) => {
    for (const attached of of(session)) {
      remove(attached);
      attached.socket.close(...why);
    }
  };
  const poll = async () => {
    const sessions = [...open.keys()];
    if (sessions.length === 0) return;
    const revisions = await tileMarks(db, sessions);
    for (const { id, lastSeq, served } of await sessionMarks(db, sessions)) {
      if (!served) end(id, [1008, 'the endpoint is not active']);
      for (const attached of of(id)) {
        const { revision, seq } = attached.marks;
        if (seq < lastSeq || revision < (revisions.get(id) ?? 0)) read(attached);
      }
    }
  };
  const every = (name: string, ms: number, run: () => Promise<void>) => {
    const again = () =>
      run()
        .catch((error) => log.warn({ err: error }, 'workspaces could not be served'))
        .finally(() => {
          if (timers.has(name)) every(name, ms, run);
        });
    timers.set(name, clock.after(ms, again));
  };
  return {
    async start() {
      const nothing = () => {};
      const onGap = () => [...open.keys()].forEach(wake);
      await wakes.hear({ onActivity: wake, onStream: nothing, onTyping: nothing, onGap });
      every('poll', pollMs, poll);
      every('keep alive', keepAliveMs, async () => {
        for (const session of open.keys()) for (const attached of of(session)) send(attached, '');
      });
    },
    attach(socket, { session, marks }) {
      const attached = { socket, session: session.id, marks, reading: false, again: false };
      open.set(session.id, (open.get(session.id) ?? new Set()).add(attached));
      socket.on('close', () => remove(attached));
      socket.on('error', () => remove(attached));
      read(attached);
    },
    stop() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
      for (const session of [...open.keys()]) end(session, [1001, 'server is stopping']);
    },
  };
};
