import { expect, it } from 'vitest';
import { orgB, startGatewayWorld } from '../testing/index.ts';
import { addChannel, readChannel } from './channels.fixture.ts';
import { callbackSecret } from './webhook/fake-callback.fixture.ts';

it('a channel tells how much was given up that nobody sent again before it went by age', async () => {
  await using world = await startGatewayWorld();
  const settings = {
    ...{ callbackUrl: 'https://elsewhere.example/callback', secret: callbackSecret },
    ...{ username: 'tandem', password: 'basic secret' },
  };
  const add = async (org?: string) => {
    const endpoint = await world.endpoint({ handover: false, ...(org ? { org } : {}) });
    return addChannel(world, endpoint, { kind: 'webhook', settings, ...(org ? { org } : {}) });
  };
  const [one, other] = [await add(), await add(orgB)];
  const expire = (queue: string, subject: string) =>
    world.db.query(
      'insert into dead_letter_expired select org, $1, id::text, 2, now() from channel where id = $2',
      [queue, subject],
    );
  await expire('gateway.channel', one.id);
  await expire('gateway.channel.input', one.id);
  expect(await readChannel(world, one)).toMatchObject({ deadLettersExpired: 4 });
  const foreign = await world.admin(`/channels/${other.id}`, { org: orgB });
  expect(foreign.status).toBe(200);
  expect(foreign.body).not.toHaveProperty('deadLettersExpired');
});
