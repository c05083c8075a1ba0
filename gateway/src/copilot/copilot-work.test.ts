import type { Activity } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  completion,
  type GatewayWorld,
  openAiKey,
  soon,
  startFakeOpenAi,
  startFakeServer,
  startGatewayWorld,
  toolCall,
} from '../testing/index.ts';
import { linkOf, openWorkspace, startCopilotChat } from './copilot.fixture.ts';
import { callsOf } from './copilot.queue.ts';
import { addCopilotFlow } from './copilot-flow.fixture.ts';

/** A flow that tells a server of others what it has been given. */
const telling = (origin: string) => [
  {
    type: 'httpRequest',
    settings: {
      ...{ requestUrl: `${origin}/{{ conversation.cause }}/{{ message.text }}`, method: 'POST' },
      ...{ useAuthenticatedEndpoint: false, idempotencyKey: true },
    },
  },
];

const startListener = (answer: () => void | Promise<void> = () => {}) =>
  startFakeServer({
    check: () => null,
    answer: async () => {
      await answer();
      return { status: 200, body: {} };
    },
  });

/** Something that is held until it is let go. */
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
};

const leftOf = (world: GatewayWorld) =>
  world.db.query(`select queue from lane_work where queue like 'gateway.copilot%'`);

const texts = ['one', 'two', 'three', 'four', 'five'];

describe('a conversation that nobody looks at', () => {
  it('costs nothing for the copilot, and its link shows what is current at once', async () => {
    await using world = await startGatewayWorld();
    await world.admin('/knowledge/articles', {
      method: 'POST',
      body: { title: 'Lost parcels', text: 'We look for it.', language: 'en' },
    });
    const { chat, url } = await startCopilotChat(world);
    await world.main.gateway.lanes.drained();
    const statements: string[] = [];
    world.main.life.statements = statements;
    await chat.say('Where is my parcel?');
    await world.main.gateway.lanes.drained();
    expect(statements.filter((text) => /customers_say/.test(text))).toHaveLength(1);
    expect(statements.filter((text) => /copilot|article/.test(text))).toEqual([]);
    await chat.say('Somebody lost it');
    const { tiles, lines } = (await openWorkspace(world, linkOf(url))).body;
    const content = (name: string) => tiles.find(({ tile }) => tile === name)?.content;
    expect(content('knowledge')).toMatchObject({
      ...{ query: 'Somebody lost it', hits: [{ title: 'Lost parcels' }] },
    });
    expect(content('summary')).toMatchObject({ text: 'Where is my parcel? … Somebody lost it' });
    expect(lines.at(-1)?.text).toBe('Somebody lost it');
    expect(await world.db.query('select tile from copilot_tile')).toEqual([]);
  });
});

describe('a copilot flow under many messages', () => {
  it('runs for each in order with the words of that one, however much came since', async () => {
    await using world = await startGatewayWorld();
    const held = gate();
    await using listener = await startListener(() => held.opened);
    const flow = await addCopilotFlow(world, telling(listener.origin));
    const { chat } = await startCopilotChat(world, { flow });
    for (const text of texts) await chat.say(text);
    await chat.say('', { attachments: [file] });
    held.open();
    const paths = () => listener.requests.map(({ path }) => path);
    await vi.waitFor(() => expect(paths()).toHaveLength(texts.length + 2), soon);
    expect(paths()).toEqual([
      '/handover/agent',
      ...texts.map((text) => `/message/${text}`),
      '/message/',
    ]);
  });
});

const file: NonNullable<Activity['attachments']>[number] = {
  ...{ contentType: 'image/png', name: 'photo.png', contentUrl: 'https://files.example/photo.png' },
};

describe('a language model under many messages', () => {
  it('is asked once for what waits together, for the last of it', async () => {
    await using world = await startGatewayWorld();
    const held = gate();
    await using model = await startFakeOpenAi(async () => {
      await held.opened;
      const given = { summary: 'Counts.', sentiment: 'neutral', replies: ['Go on.'] };
      return completion({ content: null, tool_calls: [toolCall('fill_workspace', given)] });
    });
    const { chat, url } = await startCopilotChat(world, {
      model: {
        ...{ baseUrl: model.baseUrl, model: 'small' },
        apiKey: { kind: 'insecure', value: openAiKey },
      },
    });
    await vi.waitFor(() => expect(model.requests).toHaveLength(1), soon);
    for (const text of texts) await chat.say(text);
    held.open();
    await vi.waitFor(async () => {
      expect(await leftOf(world)).toEqual([]);
      expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('five');
    }, soon);
    expect(model.requests).toHaveLength(2);
    const { tiles } = (await openWorkspace(world, linkOf(url))).body;
    expect(tiles.find(({ tile }) => tile === 'summary')).toMatchObject({ maker: 'model' });
  });
});

describe('a language model behind the last word', () => {
  it('is asked although the customer has said more since, for which nobody is asked', async () => {
    await using world = await startGatewayWorld();
    const held = gate();
    await using model = await startFakeOpenAi(async () => {
      await held.opened;
      const given = { summary: 'Counts.', sentiment: 'neutral', replies: ['Go on.'] };
      return completion({ content: null, tool_calls: [toolCall('fill_workspace', given)] });
    });
    const { chat } = await startCopilotChat(world, {
      model: {
        ...{ baseUrl: model.baseUrl, model: 'small' },
        apiKey: { kind: 'insecure', value: openAiKey },
      },
    });
    await vi.waitFor(() => expect(model.requests).toHaveLength(1), soon);
    await chat.say('My parcel is lost');
    // As it is stored behind the end of a handover: without work for the copilot.
    await world.db.query(
      `with said as (update session set last_seq = last_seq + 1 where conversation_id = $1 returning *)
       insert into activity (session, seq, org, type, direction, message_id, handled, body, created_at)
       select id, last_seq, org, 'message', 'user', 'late', true,
         '{"type": "message", "text": "Thank you"}'::jsonb, now() from said`,
      [chat.conversationId],
    );
    held.open();
    await vi.waitFor(async () => expect(await leftOf(world)).toEqual([]), soon);
    expect(model.requests).toHaveLength(2);
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('Thank you');
  });
});

describe('who is asked because of what has happened', () => {
  const message = (seq: number) => ({ kind: 'message', seq }) as const;
  const causes = [
    { kind: 'handover' } as const,
    message(3),
    { kind: 'input', id: 'i' } as const,
    message(5),
  ];
  const on = { enabled: true, flow: null, model: null };
  const model = { baseUrl: 'https://models.example', model: 'small' };

  it('a flow because of each, a model because of the last that was said', () => {
    expect(callsOf(causes, { ...on, flow: 'f', model })).toEqual([
      ...causes.map((cause) => ({ kind: 'flow', cause })),
      { kind: 'model', seq: 5 },
    ]);
    expect(callsOf([{ kind: 'handover' }], { ...on, model })).toEqual([{ kind: 'model', seq: 0 }]);
    expect(callsOf([{ kind: 'input', id: 'i' }], { ...on, model })).toEqual([]);
  });

  it('nobody where there is neither, or the copilot is off', () => {
    expect(callsOf(causes, on)).toEqual([]);
    expect(callsOf(causes, { enabled: false, flow: 'f', model })).toEqual([]);
  });
});
