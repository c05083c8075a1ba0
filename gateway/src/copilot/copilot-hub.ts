import type { CopilotNews } from '@tandem/contract';
import type { Log, Timer } from '@tandem/kit';
import { listActivities, type Session, sessionMarks, type Wakes } from '../conversations/index.ts';
import type { StreamSocket } from '../directline/index.ts';
import type { LookDeps } from './copilot.look.ts';
import { type LiveView, lookAgain } from './copilot.view.ts';
import { newsFor } from './shown.rules.ts';
import { tileMarks } from './tiles.store.ts';
import { toLines } from './transcript-lines.rules.ts';
import { sessionsWithCopilot } from './workspaces.store.ts';

/** How far a page is. */
export type Marks = CopilotNews['marks'];

export type CopilotHub = {
  readonly start: () => Promise<void>;
  /** Attaches a page behind what it has, until its token ends. */
  readonly attach: (
    socket: StreamSocket,
    at: { readonly session: Pick<Session, 'id'>; readonly marks: Marks; readonly expires: Date },
  ) => void;
  readonly stop: () => void;
};

type Page = {
  readonly socket: StreamSocket;
  readonly expires: Date;
  marks: Marks;
  version: number;
};

/** A conversation that somebody looks at: it is looked at once for all of its pages. */
type Watched = {
  readonly session: number;
  readonly pages: Set<Page>;
  view: LiveView | null;
  reading: boolean;
  again: boolean;
};

type HubDeps = LookDeps & { readonly wakes: Pick<Wakes, 'hear'>; readonly log: Log };

const pollMs = 1000;
const keepAliveMs = 15_000;
const pageSize = 200;
/** A page that takes nothing any more is let go; it comes back behind its marks. */
const maxBuffered = 4 * 1024 * 1024;

/** False: the page was too slow and is let go. */
const send = ({ socket }: Page, text: string): boolean => {
  const takes = socket.bufferedAmount <= maxBuffered;
  if (takes) socket.send(text);
  else socket.close(1013, 'too slow');
  return takes;
};

/** A page that is let go is none of the conversation's any more: nothing is read for it. */
const sendNews = (pages: Set<Page>, page: Page, news: CopilotNews): void => {
  page.marks = news.marks;
  if (news.tiles.length + news.lines.length === 0) return;
  if (!send(page, JSON.stringify(news))) pages.delete(page);
};

/** Lines of long ago, for a page that was away longer than a view reaches back. */
const catchUp = async (
  { db }: HubDeps,
  { session, pages }: Watched,
  { page, from }: { readonly page: Page; readonly from: number },
) => {
  while (page.marks.seq < from && pages.has(page)) {
    const { revision, seq } = page.marks;
    const activities = await listActivities(db, { session, after: seq, limit: pageSize });
    const last = activities.at(-1);
    if (!last) return;
    const marks = { revision, seq: last.seq };
    sendNews(pages, page, { tiles: [], lines: toLines(activities), marks });
  }
};

type Why = readonly [code: number, reason: string];

const switchedOff: Why = [1008, 'the copilot is off'];

type End = (session: number, why: Why) => void;

/** Sends what pages have not got; calls while a look is under way lead to one more. */
const createReader = (deps: HubDeps, end: End) => {
  const readOnce = async (watched: Watched): Promise<void> => {
    const view = await lookAgain(deps, watched.session, { before: watched.view });
    if (!view) return;
    if (!view.isOn) return end(watched.session, switchedOff);
    watched.view = view;
    for (const page of watched.pages) {
      await catchUp(deps, watched, { page, from: view.from });
      if (!watched.pages.has(page)) continue;
      sendNews(watched.pages, page, newsFor(view, page));
      page.version = view.version;
    }
  };
  const read = async (watched: Watched): Promise<void> => {
    while (watched.again && watched.pages.size > 0) {
      watched.again = false;
      await readOnce(watched);
    }
  };
  return (watched: Watched): void => {
    watched.again = true;
    if (watched.reading) return;
    watched.reading = true;
    read(watched)
      // The poll comes back to it.
      .catch((error) => deps.log.debug({ err: error }, 'a workspace could not be read'))
      .finally(() => {
        watched.reading = false;
      });
  };
};

/** Whether pages of this node lack something. */
const isBehind = ({ view, pages }: Watched, stored: Marks): boolean =>
  !view ||
  view.seq < stored.seq ||
  view.revision < stored.revision ||
  [...pages].some(({ marks, version }) => marks.seq < view.seq || version < view.version);

/**
 * The pages that are open on this node, and what they show: tiles of the rules are made here for whoever looks. A
 * notification makes it look again; a poll makes sure that it does.
 */
export const createCopilotHub = (deps: HubDeps): CopilotHub => {
  const { db, wakes, clock, log } = deps;
  const open = new Map<number, Watched>();
  const timers = new Map<string, Timer>();
  const remove = (watched: Watched, page: Page) => {
    watched.pages.delete(page);
    if (watched.pages.size === 0 && open.get(watched.session) === watched)
      open.delete(watched.session);
  };
  const endPages = (isOver: (page: Page) => boolean, watched: Watched, why: Why) => {
    for (const page of [...watched.pages].filter(isOver)) {
      remove(watched, page);
      page.socket.close(...why);
    }
  };
  const end: End = (session, why) => {
    const watched = open.get(session);
    if (watched) endPages(() => true, watched, why);
  };
  const read = createReader(deps, end);
  const wake = (session: number) => {
    const watched = open.get(session);
    if (watched) read(watched);
  };
  const poll = async () => {
    const now = clock.now().getTime();
    for (const watched of [...open.values()])
      endPages(({ expires }) => expires.getTime() <= now, watched, [1008, 'the token has expired']);
    const sessions = [...open.keys()];
    if (sessions.length === 0) return;
    const [revisions, on] = await Promise.all([
      tileMarks(db, sessions),
      sessionsWithCopilot(db, sessions),
    ]);
    for (const { id, lastSeq, served } of await sessionMarks(db, sessions)) {
      if (!served) end(id, [1008, 'the endpoint is not active']);
      if (!on.has(id)) end(id, switchedOff);
      const watched = open.get(id);
      const stored = { seq: lastSeq, revision: revisions.get(id) ?? 0 };
      if (watched && isBehind(watched, stored)) read(watched);
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
        for (const { pages } of open.values())
          for (const page of pages) if (!send(page, '')) pages.delete(page);
      });
    },
    attach(socket, { session: { id: session }, marks, expires }) {
      const watched = open.get(session) ?? {
        ...{ session, pages: new Set<Page>(), view: null },
        ...{ reading: false, again: false },
      };
      open.set(session, watched);
      const page: Page = { socket, expires, marks, version: 0 };
      watched.pages.add(page);
      socket.on('close', () => remove(watched, page));
      socket.on('error', () => remove(watched, page));
      read(watched);
    },
    stop() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
      for (const session of [...open.keys()]) end(session, [1001, 'server is stopping']);
    },
  };
};
