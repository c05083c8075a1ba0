import { expect, it, vi } from 'vitest';
import { openChat, soon, startServedWorld } from '../testing/index.ts';
import { linkOf, openWorkspace, putWorkspace } from './copilot.fixture.ts';

const closed = { timeZone: 'UTC', blocks: [], holidays: [] };

it('a message that was left while nobody was there waits for an answer, until an agent has written', async () => {
  await using world = await startServedWorld();
  const { id, base } = await world.endpoint();
  const body = { hours: closed, options: { onFail: 'message' } };
  expect((await world.admin(`/endpoints/${id}/handling`, { method: 'PUT', body })).status).toBe(
    200,
  );
  await putWorkspace(world, id);
  const chat = await openChat(base);
  await chat.say('agent');
  await vi.waitFor(async () => {
    expect((await chat.texts()).at(-1)).toContain('What is it about?');
  }, soon);
  await chat.say('My parcel is lost');
  const left = () => world.fake.conversationOf(chat.conversationId);
  const steps = async () => {
    const url = new URL(left().attributes['copilotUrl'] ?? 'http://none.invalid');
    const { tiles } = (await openWorkspace(world, linkOf(url))).body;
    return tiles.find(({ tile }) => tile === 'next-action')?.content;
  };
  await vi.waitFor(async () => {
    expect(await steps()).toEqual({
      ...{ type: 'nextAction', steps: [{ code: 'greet' }, { code: 'verify' }] },
    });
  }, soon);
  world.fake.accept(left(), 'Grace');
  await world.fake.say(left(), 'It is found');
  await vi.waitFor(async () => {
    expect(await steps()).toEqual({ type: 'nextAction', steps: [{ code: 'verify' }] });
  }, soon);
});
