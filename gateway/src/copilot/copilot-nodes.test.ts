import { createTestClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import { soon, startFakeServer, startGatewayWorld } from '../testing/index.ts';
import { followWorkspace, linkOf, openWorkspace, startCopilotChat } from './copilot.fixture.ts';
import { addCopilotFlow } from './copilot-flow.fixture.ts';

describe('a workspace that is open on another node', () => {
  it('follows what the customer says on the first one, and goes on when that one is gone', async () => {
    await using world = await startGatewayWorld();
    const { chat, url } = await startCopilotChat(world);
    const other = await world.node();
    const { body } = await openWorkspace(world, linkOf(url));
    const page = followWorkspace(other.origin, body);
    await chat.say('My parcel is lost');
    await expect
      .poll(() => page.tile('summary'), soon)
      .toMatchObject({ text: 'My parcel is lost' });
    const before = page.news.at(-1);
    page.close();
    // Stored, and nobody has made a tile of it.
    await chat.say('The number of my order is unknown');
    await world.main.stop();
    const again = followWorkspace(other.origin, {
      ...{ token: body.token, marks: before?.marks ?? body.marks },
    });
    await expect
      .poll(() => again.tile('summary'), soon)
      .toMatchObject({ text: 'My parcel is lost … The number of my order is unknown' });
    expect(again.lines().map(({ text }) => text)).toEqual(['The number of my order is unknown']);
    again.close();
  });

  it('is told of each tile with a revision that rises, wherever it goes on', async () => {
    await using world = await startGatewayWorld();
    const { chat, url } = await startCopilotChat(world);
    const other = await world.node();
    const { body } = await openWorkspace(world, linkOf(url));
    const told = body.tiles.filter(({ tile }) => tile === 'summary').map((one) => one.revision);
    let marks = body.marks;
    for (const [index, node] of [world.main, other, world.main, other].entries()) {
      const page = followWorkspace(node.origin, { token: body.token, marks });
      const text = `My order number ${index} is late`;
      await chat.say(text);
      await vi.waitFor(() => {
        expect(page.tile('summary')).toMatchObject({ text: expect.stringContaining(text) });
        expect(page.lines().at(-1)?.text).toBe(text);
      }, soon);
      const summaries = page.news
        .flatMap(({ tiles }) => tiles)
        .filter(({ tile }) => tile === 'summary');
      told.push(summaries.at(-1)?.revision ?? 0);
      marks = page.news.at(-1)?.marks ?? marks;
      page.close();
    }
    expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
    expect(told).toHaveLength(5);
  });

  it('is told every line once when it was away for longer than a view reaches back', async () => {
    await using world = await startGatewayWorld();
    const { chat, url } = await startCopilotChat(world);
    const { body } = await openWorkspace(world, linkOf(url));
    const many = 450;
    const [row] = await world.db.query<{ id: number; last_seq: number }>(
      'select id, last_seq from session where conversation_id = $1',
      [chat.conversationId],
    );
    await world.db.query(
      `insert into activity (session, seq, org, type, direction, message_id, handled, body, created_at)
       select s.id, s.last_seq + n, s.org, 'message', 'user', md5(n::text), true,
         jsonb_build_object('type', 'message', 'text', 'Line ' || n), now()
       from session s, generate_series(1, $2::int) n where s.id = $1`,
      [row?.id, many],
    );
    await world.db.query('update session set last_seq = last_seq + $2 where id = $1', [
      row?.id,
      many,
    ]);
    const page = followWorkspace(world.main.origin, body);
    const expected = Array.from({ length: many }, (_, index) => `Line ${index + 1}`);
    await vi.waitFor(() => expect(page.lines().length).toBeGreaterThanOrEqual(many), soon);
    expect(page.lines().map(({ text }) => text)).toEqual(expected);
    await chat.say('The last one');
    await expect.poll(() => page.lines().at(-1)?.text, soon).toBe('The last one');
    expect(page.lines()).toHaveLength(many + 1);
    page.close();
    const opened = (await openWorkspace(world, linkOf(url))).body;
    expect(opened.lines[0]?.seq).toBeLessThan(opened.marks.seq);
    expect(opened.marks.seq).toBe(200);
  });
});

describe('a node that dies between a message and the copilot flow', () => {
  // Of the forwarding of the first messages and of those behind.
  it.each([1, 2, 3])(
    'in its transaction %i: another one runs it for each, in order',
    async (at) => {
      const clock = createTestClock();
      await using world = await startGatewayWorld({ clock });
      await using listener = await startFakeServer({
        check: () => null,
        answer: () => ({ body: {} }),
      });
      const flow = await addCopilotFlow(world, [
        {
          type: 'httpRequest',
          settings: {
            ...{ requestUrl: `${listener.origin}/{{ message.text }}`, method: 'POST' },
            ...{ useAuthenticatedEndpoint: false, idempotencyKey: true },
          },
        },
        {
          type: 'setTile',
          settings: { tile: 'summary', content: 'summary', text: '{{ message.text }}' },
        },
      ]);
      const { chat, url } = await startCopilotChat(world, { flow });
      const { life } = world.main;
      const said = ['one', 'two'];
      for (const text of said) await chat.say(text);
      life.dieAt = life.transactions + at;
      for (let more = 0; more < 8 && !life.dead; more += 1) {
        const text = `more${more}`;
        await chat.say(text).then(
          () => said.push(text),
          () => {},
        );
        await clock.advance(1_000);
      }
      await vi.waitFor(() => expect(life.dead).toBe(true), soon);
      const other = await world.node();
      await vi.waitFor(async () => {
        await clock.advance(5_000);
        expect(
          await world.db.query(`select queue from lane_work where queue like 'gateway.copilot%'`),
        ).toEqual([]);
      }, soon);
      const heard = [...new Set(listener.requests.map(({ path }) => path.slice(1)))];
      // A message whose answer did not come may have been stored all the same.
      expect(heard.filter((text) => said.includes(text))).toEqual(said);
      const ids = listener.requests.map(
        ({ path, headers }) => `${path} ${headers['idempotency-key']}`,
      );
      expect(new Set(ids).size).toBe(heard.length);
      expect(other.gateway.lanes.figures().deadLetters).toBe(0);
      const { body } = await openWorkspace({ ...world, main: other }, linkOf(url));
      expect(body.tiles.find(({ tile }) => tile === 'summary')).toMatchObject({
        ...{ maker: 'flow', content: { text: heard.at(-1) } },
      });
    },
  );
});
