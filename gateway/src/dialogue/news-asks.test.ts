import { isFields } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  openChat,
  type Received,
  soon,
  startFakeServer,
  startServedWorld,
  untilState,
} from '../testing/index.ts';

const fieldsIn = ({ body }: Received) => (isFields(body) ? body : {});

const statusIn = (request: Received) => {
  const { data } = fieldsIn(request);
  return isFields(data) && isFields(data['handover']) ? data['handover']['status'] : null;
};

/** A bot that calls agents whatever it is told of the customer or of a handover. */
const startPushyBot = () =>
  startFakeServer({
    check: () => null,
    answer: (request) => {
      const { type } = fieldsIn(request);
      return { body: { messages: [], handover: type === 'message' || type === 'handover' } };
    },
  });

describe('a bot that calls agents in answer to nobody having come', () => {
  it('has them called by what the customer says, and not again by that answer', async () => {
    await using world = await startServedWorld();
    world.fake.state.onQueue['NOT_RESPONDING'] = 2;
    await using bot = await startPushyBot();
    const endpoint = await world.endpoint({
      bot: { kind: 'webhook', settings: { url: bot.origin } },
      settings: { checkAvailability: true },
    });
    const chat = await openChat(endpoint.base);
    const asked = async () =>
      (await chat.events('handoff.status')).filter(({ value }) =>
        isFields(value) ? value['status'] === 'requested' : false,
      ).length;
    await chat.say('agent');
    await untilState(chat, 'failed');
    const told = () => bot.requests.filter((request) => statusIn(request) === 'error');
    await vi.waitFor(() => expect(told()).not.toEqual([]), soon);
    await world.main.gateway.lanes.drained();
    expect(await asked()).toBe(1);
    expect(told().map((request) => fieldsIn(request)['canHandOver'])).toEqual([false]);
    await chat.say('an agent, please');
    await vi.waitFor(async () => expect(await asked()).toBe(2), soon);
  });
});
