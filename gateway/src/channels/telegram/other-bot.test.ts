import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { soon, startGatewayWorld } from '../../testing/index.ts';
import { addChannel, deliver, talksOf, textsOf } from '../channels.fixture.ts';
import { botToken } from './fake-telegram.fixture.ts';

const otherToken = '987654321:AAplantedTokenOfAnotherBot_0123456789';
const apiBase = 'http://127.0.0.1:1';

it('another bot behind the channel counts its updates anew: none of them is taken for one of the bot before', async () => {
  await using world = await startGatewayWorld();
  const endpoint = await world.endpoint({ handover: false });
  const settings = { botToken, apiBase };
  const channel = await addChannel(world, endpoint, { kind: 'telegram', settings });
  const from = { id: 77, is_bot: false, first_name: 'Ada' };
  const send = (token: string, update: number, text: string) => {
    const secret = createHmac('sha256', token).update(`tandem webhook ${channel.id}`).digest('hex');
    const message = { message_id: update, date: 1, chat: { id: 77, type: 'private' }, from, text };
    return deliver(channel.inboundUrl, {
      body: JSON.stringify({ update_id: update, message }),
      headers: { 'x-telegram-bot-api-secret-token': secret },
    });
  };
  const heard = async () => textsOf((await talksOf(world, channel))[0], 'user');
  expect((await send(botToken, 1, 'to the first')).status).toBe(200);
  const { name } = channel;
  const put = await world.admin(`/channels/${channel.id}`, {
    method: 'PUT',
    body: {
      ...{ name, kind: 'telegram', endpointId: endpoint.id },
      settings: { apiBase, botToken: otherToken },
    },
  });
  expect(put.status, JSON.stringify(put.body)).toBe(200);
  await expect
    .poll(async () => (await send(otherToken, 1, 'to the second')).status, soon)
    .toBe(200);
  expect((await send(otherToken, 1, 'to the second')).status).toBe(200);
  await expect.poll(heard, soon).toEqual(['to the first', 'to the second']);
});
