import {
  type ConversationNote,
  type ConversationViewing,
  conversationsOperations as conversations,
  deskOperations as desk,
  type Listing,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { type Caller, notFound, patch, useAgentWork } from './agent-work.testing.ts';
import { anna, ben, there, zoe } from './conversation.testing.ts';

const work = useAgentWork();
const { connected, read } = work;

type Notes = { readonly entities: readonly ConversationNote[] };
const of = (conversationId: string) => ({ params: { conversationId } });
const textsOf = async (caller: Caller, id: string) =>
  (await caller<Notes>(desk.getDeskNotes, of(id))).body.entities.map(({ text }) => text);
const write = (caller: Caller, id: string, text: string, key?: string) =>
  caller<ConversationNote>(desk.postDeskNotes, {
    ...of(id),
    body: { text },
    ...(key ? { headers: { 'idempotency-key': key } } : {}),
  });

describe('notes on a conversation', () => {
  it('are read by every colleague in their order, and never sent', async () => {
    const { id } = await connected();
    const [annas, bens] = [work.started.user(anna.id), work.started.user(ben.id)];
    const before = await read(id);
    expect((await write(annas, id, 'Speaks Turkish only')).body).toMatchObject({
      author: { id: anna.id, name: 'Anna' },
      conversationId: id,
      text: 'Speaks Turkish only',
    });
    work.started.clock.advance(1000);
    await write(bens, id, 'Called back yesterday');
    expect(await textsOf(bens, id)).toEqual(['Speaks Turkish only', 'Called back yesterday']);
    expect(await read(id)).toEqual(before);
    expect(await work.db.query('select id from message')).toEqual([]);
  });

  it('are stored once however often they are sent', async () => {
    const { id } = await connected();
    const [annas, bens] = [work.started.user(anna.id), work.started.user(ben.id)];
    const first = await write(annas, id, 'Once', 'k1');
    expect((await write(annas, id, 'Once', 'k1')).body).toEqual(first.body);
    await write(bens, id, 'Somebody else’s key', 'k1');
    expect(await textsOf(annas, id)).toHaveLength(2);
  });

  it('need a text and a person, and belong to one organisation', async () => {
    const { id } = await connected();
    const annas = work.started.user(anna.id);
    await write(annas, id, 'Ours');
    await expect(write(annas, id, ' \n ')).rejects.toMatchObject({ status: 400 });
    await expect(write(work.started.as(), id, 'x')).rejects.toMatchObject({ status: 403 });
    await expect(write(annas, derivedUuid('none'), 'x')).rejects.toMatchObject(notFound);
    await expect(write(annas, 'nonsense', 'x')).rejects.toMatchObject(notFound);
    const foreign = work.started.as({ userId: zoe.id, kind: 'user' }, there);
    await expect(textsOf(foreign, id)).rejects.toMatchObject(notFound);
    await expect(write(foreign, id, 'x')).rejects.toMatchObject(notFound);
    await expect(foreign(desk.putDeskViewing, of(id))).rejects.toMatchObject(notFound);
    await expect(foreign(desk.deleteDeskViewing, of(id))).rejects.toMatchObject(notFound);
    const consult = { ...of(id), body: { userId: zoe.id, question: 'x' } };
    await expect(foreign(desk.postDeskConsults, consult)).rejects.toMatchObject(notFound);
  });
});

describe('who looks at a conversation', () => {
  it('is told to the others until they look away or are not heard of any more', async () => {
    const { id } = await connected();
    const [annas, bens] = [work.started.user(anna.id), work.started.user(ben.id)];
    const view = async (caller: Caller) =>
      (await caller<ConversationViewing>(desk.putDeskViewing, of(id))).body;
    expect(await view(annas)).toEqual({ viewers: [], notes: 0, labels: [] });
    expect(await view(bens)).toMatchObject({ viewers: [{ id: anna.id, name: 'Anna' }], notes: 0 });
    await write(bens, id, 'A note');
    expect(await view(annas)).toMatchObject({ viewers: [{ id: ben.id, name: 'Ben' }], notes: 1 });
    await bens(desk.deleteDeskViewing, of(id));
    expect((await view(annas)).viewers).toEqual([]);
    await view(bens);
    work.started.clock.advance(16_000);
    expect((await view(annas)).viewers).toEqual([]);
  });
});

describe('asking a colleague', () => {
  const ask = (caller: Caller, id: string, userId: string, question = 'What would you do?') =>
    caller<ConversationNote>(desk.postDeskConsults, { ...of(id), body: { userId, question } });

  it('lets them read along with the question, while the agent keeps the conversation', async () => {
    const { id } = await connected();
    const [annas, bens] = [work.started.user(anna.id), work.started.user(ben.id)];
    const asked = await ask(annas, id, ben.id);
    expect(asked.body).toMatchObject({
      author: { name: 'Anna' },
      asked: { name: 'Ben' },
      text: 'What would you do?',
    });
    const joined = (await read(id)).participants.at(-1);
    expect(joined).toMatchObject({ purpose: 'monitor', userId: ben.id });
    const mine = await bens<Listing<{ id: string }>>(conversations.getConversations);
    expect(mine.body.entities.map((one) => one.id)).toEqual([id]);
    await ask(annas, id, ben.id, 'Are you there?');
    await write(bens, id, 'Refund it');
    expect(await textsOf(annas, id)).toEqual(['What would you do?', 'Are you there?', 'Refund it']);
    const leave = { conversationId: id, participantId: joined?.id ?? '' };
    await patch(bens, leave, { state: 'disconnected' });
    expect((await read(id)).state).toBe('connected');
    // Asked again, they come back.
    await ask(annas, id, ben.id, 'And now?');
    expect((await read(id)).participants.at(-1)).toMatchObject({ purpose: 'monitor' });
  });

  it('is for the agent of the conversation, and only somebody else can be asked', async () => {
    const { id } = await connected();
    const [annas, bens] = [work.started.user(anna.id), work.started.user(ben.id)];
    await expect(ask(bens, id, anna.id)).rejects.toMatchObject({ status: 403 });
    await expect(ask(annas, id, anna.id)).rejects.toMatchObject({ status: 400 });
    await expect(ask(annas, id, zoe.id)).rejects.toMatchObject({ status: 400 });
    await expect(ask(annas, id, ben.id, ' ')).rejects.toMatchObject({ status: 400 });
    await expect(ask(annas, derivedUuid('none'), ben.id)).rejects.toMatchObject(notFound);
    expect(await textsOf(annas, id)).toEqual([]);
  });
});
