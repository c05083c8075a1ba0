import { expect, it } from 'vitest';
import {
  chatwootSettings,
  handOverToChatwoot,
  makeEndpoint,
  openChat,
  startFakeChatwoot,
  startGatewayWorld,
  stateOf,
} from '../testing/index.ts';

it('handovers that want to begin while others end neither do so nor refuse the change', async () => {
  await using world = await startGatewayWorld();
  await using fake = await startFakeChatwoot();
  await using moved = await startFakeChatwoot();
  const own = { kind: 'chatwoot', settings: chatwootSettings(fake) };
  const endpoint = await makeEndpoint(world, own);
  const runs = await Promise.all(Array.from({ length: 6 }, () => openChat(endpoint.base)));
  for (const chat of runs) await handOverToChatwoot(world, fake, chat);
  const late = await Promise.all(Array.from({ length: 20 }, () => openChat(endpoint.base)));
  const settings = { ...own.settings, chatwootUrl: moved.origin };
  const body = { name: endpoint.name, bot: { kind: 'demo' }, handover: { ...own, settings } };
  const path = `/endpoints/${endpoint.id}?running=end`;
  const change = world.admin(path, { method: 'PUT', body });
  for (const chat of late) await chat.say('agent');
  expect((await change).status).toBe(200);
  for (const chat of runs) expect((await stateOf(world, chat))?.end_reason).toBe('provider');
  const [first] = late;
  if (!first) throw new Error('nobody is late');
  // Afterwards they begin again, at the new place.
  const again = await openChat(endpoint.base);
  expect((await handOverToChatwoot(world, moved, again)).status).not.toBe('resolved');
});
