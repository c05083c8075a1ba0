import { createTestClock, silentLog, systemIds } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { describe, expect, it, vi } from 'vitest';
import { createReads, insertSession } from '../conversations/index.ts';
import type { StreamSocket } from '../directline/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import { gatewayMigrations } from '../migrations.ts';
import { orgA } from '../testing/index.ts';
import { createCopilotReads } from './copilot.reads.ts';
import { createCopilotHub } from './copilot-hub.ts';
import { createWorkspaceDirectory } from './workspaces.directory.ts';
import { saveWorkspace } from './workspaces.store.ts';

const createSocket = (bufferedAmount = 0) => {
  const lines: string[] = [];
  const closed: string[] = [];
  const socket: StreamSocket = {
    send: (text) =>
      void (
        text && lines.push(...JSON.parse(text).lines.map((line: { text: string }) => line.text))
      ),
    close: (code, reason) => void closed.push(`${code} ${reason}`),
    on: () => {},
    bufferedAmount,
  };
  return { socket, lines, closed };
};

const startHub = async () => {
  const db = await testDatabase({ migrations: [lanesMigrations, gatewayMigrations] });
  const clock = createTestClock();
  const id = systemIds.uuid();
  await db.query(
    `insert into endpoint (id, org, name, token, bot_kind, created_at, modified_at)
     values ($1, $2, 'Chat', 'token', 'demo', now(), now())`,
    [id, orgA],
  );
  const workspace = {
    ...{ endpointId: id, org: orgA, linkInTranscript: false, linkHours: 1, frameOrigins: [] },
    ...{ grid: { columns: 1, rows: 1, gap: 0 }, tiles: {}, flow: null, model: null, secrets: {} },
    ...{ linkCheck: null, secretSources: {} },
  };
  const turn = (enabled: boolean, version: number) =>
    saveWorkspace(db, { ...workspace, enabled, version }, clock.now());
  await turn(true, 1);
  const session = await insertSession(db, {
    ...{ org: orgA, endpointId: id, conversationId: systemIds.uuid() },
    ...{ userId: 'u', userName: null, userTrusted: false, locale: 'en', createdAt: clock.now() },
  });
  if (!session) throw new Error('no session');
  const say = async (count: number) => {
    await db.query(
      `insert into activity (session, seq, org, type, direction, message_id, handled, body, created_at)
       select s.id, s.last_seq + n, s.org, 'message', 'user', md5((s.last_seq + n)::text), true,
         jsonb_build_object('type', 'message', 'text', 'Line ' || s.last_seq + n), now()
       from session s, generate_series(1, $2::int) n where s.id = $1`,
      [session.id, count],
    );
    await db.query('update session set last_seq = last_seq + $2 where id = $1', [
      session.id,
      count,
    ]);
  };
  const hub = createCopilotHub({
    ...{ db, clock, log: silentLog, wakes: { hear: async () => {} } },
    copilotReads: createCopilotReads({ db, clock, reads: createReads(db) }),
    workspaces: createWorkspaceDirectory({ db, clock }),
    directory: { byId: async () => ({ id, name: 'Chat' }) as OpenEndpoint },
  });
  await hub.start();
  const attach = (socket: StreamSocket, ms = 3_600_000) => {
    const expires = new Date(clock.now().getTime() + ms);
    hub.attach(socket, { session, marks: { revision: 0, seq: 0 }, expires });
  };
  return { db, clock, turn, say, attach };
};

/** Time passes, second by second, until it is so. */
const inTime = ({ clock }: Awaited<ReturnType<typeof startHub>>, so: () => void) =>
  vi.waitFor(async () => {
    await clock.advance(1_000);
    so();
  }, 5_000);

describe('a page of the copilot that is open', () => {
  it('is closed when the copilot is switched off, and is told nothing of what is said after', async () => {
    const at = await startHub();
    const page = createSocket();
    await at.say(1);
    at.attach(page.socket);
    await vi.waitFor(() => expect(page.lines).toEqual(['Line 1']), 5_000);
    expect(await at.turn(false, 2)).toBe(true);
    await at.say(1);
    await inTime(at, () => expect(page.closed).toEqual(['1008 the copilot is off']));
    expect(page.lines).toEqual(['Line 1']);
  });

  it('that takes nothing any more is let go at once: nothing more is read for it', async () => {
    const at = await startHub();
    const [slow, quick] = [createSocket(5 * 1024 * 1024), createSocket()];
    await at.say(650);
    at.attach(slow.socket);
    at.attach(quick.socket);
    await vi.waitFor(() => expect(quick.lines).toHaveLength(650), 5_000);
    await at.clock.advance(20_000);
    expect([slow.lines, slow.closed]).toEqual([[], ['1013 too slow']]);
  });

  it('is closed when its token ends; others stay', async () => {
    const at = await startHub();
    const [short, long] = [createSocket(), createSocket()];
    at.attach(short.socket, 2_000);
    at.attach(long.socket);
    await inTime(at, () => expect(short.closed).toEqual(['1008 the token has expired']));
    await at.say(1);
    await inTime(at, () => expect(long.lines).toEqual(['Line 1']));
    expect([short.lines, long.closed]).toEqual([[], []]);
  });
});
