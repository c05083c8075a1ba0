import { expect, it } from 'vitest';
import {
  chatwootSettings,
  eventually,
  handOverToChatwoot,
  makeEndpoint,
  onItsWay,
  openChat,
  startFakeChatwoot,
  startGatewayWorld,
  stateOf,
} from '../testing/index.ts';

const refused = { state: 'failed', end_reason: 'provider' };

it('handovers that want to begin while others end neither do so nor refuse the change', async () => {
  await using world = await startGatewayWorld();
  await using fake = await startFakeChatwoot();
  await using moved = await startFakeChatwoot();
  const own = { kind: 'chatwoot', settings: chatwootSettings(fake) };
  const endpoint = await makeEndpoint(world, own);
  const runs = await Promise.all(Array.from({ length: 3 }, () => openChat(endpoint.base)));
  for (const chat of runs) await handOverToChatwoot(world, fake, chat);
  const late = await Promise.all(Array.from({ length: 5 }, () => openChat(endpoint.base)));
  const settings = { ...own.settings, chatwootUrl: moved.origin };
  const body = { name: endpoint.name, bot: { kind: 'demo' }, handover: { ...own, settings } };
  const path = `/endpoints/${endpoint.id}?running=end`;
  const { change } = await world.db.transaction(async (tx) => {
    // One of those that run keeps the others, and the change, waiting.
    await tx.query('select from session where conversation_id = $1 for update', [
      runs[0]?.conversationId,
    ]);
    const change = world.admin(path, { method: 'PUT', body });
    await eventually(async () => {
      const closing = 'select from endpoint where id = $1 and closing_until is not null';
      if ((await world.db.query(closing, [endpoint.id])).length === 0) throw new Error('not yet');
    });
    for (const chat of late) await chat.say('agent');
    await eventually(async () => {
      for (const chat of late) expect(await stateOf(world, chat)).toEqual(refused);
    });
    return { change };
  });
  expect((await change).status).toBe(200);
  for (const chat of runs) expect(await stateOf(world, chat)).toEqual(refused);
  await eventually(async () => expect(await onItsWay(world)).toEqual([]));
  // Nobody was put before agents of the place that is left, or of the new one.
  expect(fake.state.conversations).toHaveLength(runs.length);
  expect(moved.state.conversations).toEqual([]);
  const note = world.audited.find(({ changes }) => changes?.['running']);
  expect(note?.changes?.['running']).toEqual({ from: runs.length, to: 0 });
  // Those who were refused are called to agents again as soon as they ask.
  const [again] = late;
  if (!again) throw new Error('nobody is late');
  expect((await handOverToChatwoot(world, moved, again)).status).toBe('open');
});
