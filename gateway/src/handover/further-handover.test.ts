import { directLineEvents } from '@tandem/contract';
import { expect, it } from 'vitest';
import {
  type Chat,
  chosen,
  clientSecret,
  eventually,
  handOver,
  makeEndpoint,
  makeProvider,
  openChat,
  startServedWorld,
  untilState,
  webhookSecret,
} from '../testing/index.ts';

const png = Buffer.from('89504e470d0a1a0a', 'hex');

const sendFile = async ({ base, conversationId, token }: Chat) => {
  const form = new FormData();
  const type = 'application/vnd.microsoft.activity';
  form.append('activity', new Blob([JSON.stringify({ type: 'message', text: 'Look' })], { type }));
  form.append('file', new Blob([png], { type: 'image/png' }), 'lamp.png');
  const headers = { authorization: `Bearer ${token}` };
  const url = `${base}/v3/directline/conversations/${conversationId}/upload`;
  expect((await fetch(url, { method: 'POST', headers, body: form })).status).toBe(200);
};

type World = Awaited<ReturnType<typeof startServedWorld>>;

/** The message with the transcript that came with a handover, and the handover to its end. */
const talk = async (
  { fake }: World,
  { chat, answered = true }: { chat: Chat; answered?: boolean },
  run: () => Promise<unknown>,
) => {
  const before = fake.textsOf(chat.conversationId).length;
  await run();
  const transcript = fake.textsOf(chat.conversationId).slice(before)[0] ?? '';
  const conversation = fake.conversationOf(chat.conversationId);
  if (answered) {
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'Said by Grace');
    fake.finish(conversation);
  } else await chat.say('/end');
  await untilState(chat, 'completed');
  return transcript;
};

it('a further handover tells agents what came since they talked, all of it where that is wished for', async () => {
  await using world = await startServedWorld();
  const { id, base } = await world.endpoint();
  const chat = await openChat(base);
  const again = () => talk(world, { chat }, () => handOver(world, chat));
  await chat.say('my lamp is broken');
  // Nobody has read this one: the next tells it again.
  const unanswered = await talk(world, { chat, answered: false }, () => handOver(world, chat));
  expect(unanswered).toContain('my lamp is broken');
  const first = await again();
  expect(first).toContain('Customer: my lamp is broken');
  expect(first).not.toContain('left out');
  await chat.say('one more thing');
  const second = await again();
  expect(second).toContain('Customer: one more thing');
  expect(second).toContain('they stand in the last talk with an agent');
  expect(second).not.toMatch(/my lamp|Said by Grace/);
  const options = { transcriptAgain: 'fromStart' };
  const saved = { method: 'PUT', body: { options } };
  expect((await world.admin(`/endpoints/${id}/handling`, saved)).status).toBe(200);
  const third = await again();
  for (const words of ['Customer: my lamp is broken', 'Agent: Said by Grace', 'one more thing'])
    expect(third).toContain(words);
});

/** A talk with an agent in which the contact centre answers the customer's last words with the status. */
const talkWithout = async (world: World, chat: Chat, lost: { words: string; status: number }) => {
  const { fake } = world;
  const conversation = await handOver(world, chat);
  fake.accept(conversation, 'Grace');
  await fake.say(conversation, 'Said by Grace');
  await chat.say('this arrives');
  await eventually(async () => expect(fake.textsOf(chat.conversationId)).toContain('this arrives'));
  fake.state.failures.push(lost.status);
  await chat.say(lost.words);
  await eventually(async () => expect(fake.state.failures).toEqual([]));
  return conversation;
};

const untilUndelivered = (chat: Chat) =>
  eventually(async () => {
    const receipts = await chat.events(directLineEvents.receipt);
    expect(receipts.map(({ value }) => value)).toContainEqual(
      expect.objectContaining({ status: 'failed' }),
    );
  });

const botHasAnswered = (chat: Chat) =>
  eventually(async () => expect((await chat.texts()).at(-1)).toContain('Monday'));

it('a further handover tells what did not reach the agents of the talk before', async () => {
  await using world = await startServedWorld();
  const { fake } = world;
  const chat = await openChat((await world.endpoint()).base);
  // The contact centre refuses the one, and has ended the talk when it is asked for the other again.
  const refused = await talkWithout(world, chat, { words: 'refused', status: 400 });
  await untilUndelivered(chat);
  const { failures } = fake.state;
  const most = failures.push(...Array<number>(50).fill(503));
  await chat.say('hours');
  await eventually(async () => expect(failures.length).toBeLessThan(most));
  fake.finish(refused);
  failures.length = 0;
  await untilState(chat, 'completed');
  await botHasAnswered(chat);
  expect(fake.textsOf(chat.conversationId)).not.toContain('hours');
  const second = await talk(world, { chat }, () => handOver(world, chat));
  expect(second).toMatch(/Customer: refused\nCustomer: hours\n(.*\n)*Customer: agent/);
  expect(second).not.toContain('this arrives');
  // They stand in that transcript now.
  const third = await talk(world, { chat }, () => handOver(world, chat));
  expect(third).not.toMatch(/refused|hours|this arrives/);
});

it('what the customer said before the last messages that are read is not lost either', async () => {
  await using world = await startServedWorld();
  const { fake, db } = world;
  const chat = await openChat((await world.endpoint()).base);
  const conversation = await talkWithout(world, chat, { words: 'refused', status: 400 });
  await untilUndelivered(chat);
  for (let said = 0; said < 3; said += 1) await fake.say(conversation, `Said ${said}`);
  await db.query(
    `insert into activity (session, seq, org, type, direction, message_id, body, created_at)
     select s.id, s.last_seq + n, s.org, 'event', 'system', '', '{"type":"event"}', now()
     from session s, generate_series(1, 300) n where s.conversation_id = $1`,
    [chat.conversationId],
  );
  await db.query('update session set last_seq = last_seq + 300 where conversation_id = $1', [
    chat.conversationId,
  ]);
  fake.finish(conversation);
  await untilState(chat, 'completed');
  expect(await talk(world, { chat }, () => handOver(world, chat))).toContain('Customer: refused');
});

it('agents of another place of the same provider are told everything', async () => {
  await using world = await startServedWorld();
  const { fake } = world;
  world.addIntegration('Moved');
  const settingsOf = (deploymentName: string, others: Record<string, unknown> = {}) => ({
    ...{ host: fake.origin, deploymentName, queue: 'Support', clientId: 'client' },
    ...{ webhookSecret, clientSecret, ...others },
  });
  const kind = 'genesys-cloud-open-messaging';
  const made = await makeProvider(world, { kind, settings: settingsOf('Tandem') });
  const change = async (settings: object) => {
    const body = { name: 'Desk', kind, settings };
    const path = `/handover-providers/${made.id}`;
    await eventually(async () =>
      expect((await world.admin(path, { method: 'PUT', body })).status).toBe(200),
    );
  };
  const chat = await openChat((await makeEndpoint(world, chosen(made))).base);
  const again = () => talk(world, { chat }, () => handOver(world, chat));
  await chat.say('my lamp is broken');
  expect(await again()).toContain('my lamp');
  // Another spelling of the address, and what says nothing of the place.
  await change(settingsOf('Tandem', { host: `${fake.origin}/`, priority: 3 }));
  expect(await again()).not.toContain('my lamp');
  await change(settingsOf('Moved'));
  expect(await again()).toContain('my lamp');
  expect(await again()).not.toContain('my lamp');
});

it('files in a transcript have short addresses that lead to them', async () => {
  await using world = await startServedWorld();
  const chat = await openChat((await world.endpoint()).base);
  await sendFile(chat);
  const transcript = await talk(world, { chat }, () => handOver(world, chat));
  const { origin } = new URL(chat.base);
  const [, address = ''] = /Look \[lamp\.png\] (\S+)/.exec(transcript) ?? [];
  expect(address.startsWith(`${origin}/f/`)).toBe(true);
  expect(address.length).toBeLessThan(origin.length + 50);
  const file = await fetch(address);
  expect(file.headers.get('content-type')).toBe('image/png');
  expect(file.headers.get('content-security-policy')).toContain('sandbox');
  expect(Buffer.from(await file.arrayBuffer())).toEqual(png);
  const other = address.at(-2) === 'A' ? 'B' : 'A';
  for (const wrong of [
    `${address}x`,
    address.slice(0, -1),
    `${address.slice(0, -2)}${other}f`,
    `${origin}/f/x`,
  ])
    expect((await fetch(wrong)).status).toBe(403);
});

it('a further handover goes on although its contact centre still showed the customer of the one before', async () => {
  await using world = await startServedWorld();
  const { base } = await world.endpoint();
  const chat = await openChat(base);
  await handOver(world, chat);
  const conversation = world.fake.conversationOf(chat.conversationId);
  // The answer to the end, and the look after it.
  world.fake.state.lateEnds = 2;
  await chat.say('/end');
  await untilState(chat, 'completed');
  await handOver(world, chat);
  expect(world.fake.conversationOf(chat.conversationId).id).toBe(conversation.id);
  world.fake.accept(conversation, 'Grace');
  await world.fake.say(conversation, 'Here I am');
  await eventually(async () => expect(await chat.texts()).toContain('Here I am'));
  await chat.say('Thank you');
  await eventually(async () =>
    expect(world.fake.textsOf(chat.conversationId).at(-1)).toBe('Thank you'),
  );
});
