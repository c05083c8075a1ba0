import type { BotTrial } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  directLineSecret,
  orgA,
  type Received,
  rasaToken,
  startFakeDirectLine,
  startFakeRasa,
  startGatewayWorld,
} from '../testing/index.ts';

const saidIn = ({ body }: Received) => body as { sender: string; message: string };

const tried = async (
  world: Awaited<ReturnType<typeof startGatewayWorld>>,
  id: string,
  text = 'Hello',
) =>
  world.admin<BotTrial & { code?: string }>(`/endpoints/${id}/bot/test`, {
    method: 'POST',
    body: { text },
  });

describe('a trial of the stored bot', () => {
  it('tells what it said to one message, in a conversation that is kept nowhere', async () => {
    await using world = await startGatewayWorld();
    const senders: string[] = [];
    await using rasa = await startFakeRasa((request) => {
      const { sender, message } = saidIn(request);
      senders.push(sender);
      return {
        body: [
          { text: `heard ${message}`, buttons: [{ title: 'Small', payload: '/size' }] },
          { image: 'https://shop.example/shoe.png' },
          { custom: { handover: true } },
        ],
      };
    });
    const settings = { rasaUrl: rasa.origin, rasaToken };
    const { id } = await world.endpoint({ bot: { kind: 'rasa', settings } });
    const { body, status } = await tried(world, id, 'my shoe');
    expect(status).toBe(200);
    expect(body).toMatchObject({ answered: true, reason: null, handover: true });
    expect(body.messages).toEqual([
      { text: 'heard my shoe', choices: ['Small'], attachments: 0 },
      { text: null, choices: [], attachments: 1 },
    ]);
    await tried(world, id);
    expect(new Set(senders).size).toBe(2);
    expect(await world.db.query('select 1 from session')).toEqual([]);
    expect(await world.db.query('select 1 from bot_memory')).toEqual([]);
  });

  it('tells why there is no answer, without the secret', async () => {
    await using world = await startGatewayWorld();
    await using rasa = await startFakeRasa(() => ({ body: [] }));
    const settings = { rasaUrl: rasa.origin, rasaToken: 'planted and wrong' };
    const { id } = await world.endpoint({ bot: { kind: 'rasa', settings } });
    const { body } = await tried(world, id);
    expect(body).toMatchObject({ answered: false, messages: [], handover: false });
    expect(body.reason).toContain('401');
    expect(JSON.stringify(body)).not.toContain('planted');
  });

  it('opens a conversation of its own at a Direct Line server', async () => {
    await using world = await startGatewayWorld();
    await using line = await startFakeDirectLine({
      bot: ({ text }) => [{ text: `heard ${text}`, inputHint: 'expectingInput' }],
    });
    const settings = { directLineUrl: line.origin, directLineKey: directLineSecret };
    const { id } = await world.endpoint({ bot: { kind: 'directline', settings } });
    expect((await tried(world, id)).body).toMatchObject({
      ...{ answered: true, messages: [{ text: 'heard Hello' }] },
    });
  });

  it('is not for flows, which are tried in their editor', async () => {
    await using world = await startGatewayWorld();
    const wanted = ['view', 'add', 'publish'].map((right) => `architect:flow:${right}`);
    const token = `${orgA}|${wanted.join(',')}`;
    const say = { id: 'Say', type: 'say', name: 'Say', settings: { text: 'Hi' } };
    const document = { language: 1, kind: 'bot', start: 'Say', variables: [], edges: [] };
    const body = { name: 'Hi', kind: 'bot', document: { ...document, actions: [say] } };
    const flow = (await world.admin<{ id: string }>('/flows', { method: 'POST', body, token })).body
      .id;
    const publish = { method: 'POST', body: {}, token };
    expect((await world.admin(`/flows/${flow}/publish`, publish)).status).toBeLessThan(300);
    const { id } = await world.endpoint({ bot: { kind: 'flow', settings: { flow } } });
    expect(await tried(world, id)).toMatchObject({
      ...{ status: 400, body: { code: 'gateway.endpoint.bot.flow' } },
    });
  });
});
