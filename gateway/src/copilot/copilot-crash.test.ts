import type { OpenCopilot } from '@tandem/contract';
import { createTestClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  call,
  completion,
  openAiKey,
  soon,
  startFakeOpenAi,
  startGatewayWorld,
  toolCall,
} from '../testing/index.ts';
import { linkOf, startCopilotChat } from './copilot.fixture.ts';

describe('a node that dies while the copilot works', () => {
  // Of the forwarding, of the rules, of what the model has written.
  it.each([1, 2, 3, 4, 5])('in its transaction %i: another node fills the tiles', async (at) => {
    const clock = createTestClock();
    await using world = await startGatewayWorld({ clock });
    await using model = await startFakeOpenAi(({ body }) => {
      const summary = JSON.stringify(body).includes('lost') ? 'A lost parcel.' : 'A greeting.';
      const given = { summary, sentiment: 'neutral', replies: ['I will look.'] };
      return completion({ content: null, tool_calls: [toolCall('fill_workspace', given)] });
    });
    const { chat, url } = await startCopilotChat(world, {
      model: {
        ...{ baseUrl: model.baseUrl, model: 'small' },
        apiKey: { kind: 'insecure', value: openAiKey },
      },
    });
    const { life } = world.main;
    // The message is accepted before the node that deals with it dies.
    await chat.say('My parcel is lost');
    life.dieAt = life.transactions + at;
    // Work that waits is done together: with fewer transactions the node dies in those of the next message.
    for (let more = 0; more < 8 && !life.dead; more += 1) {
      await chat.say('More').catch(() => {});
      await clock.advance(1_000);
    }
    await vi.waitFor(() => expect(life.dead).toBe(true), soon);
    const other = await world.node();
    await vi.waitFor(async () => {
      // Leases of the dead node end with time; the living one takes over what it left.
      await clock.advance(5_000);
      const { body } = await call<OpenCopilot>(`${other.origin}/copilot/api/open`, {
        ...{ method: 'POST', body: linkOf(url) },
      });
      const tile = (name: string) => body.tiles.find((one) => one.tile === name);
      expect(tile('summary')).toMatchObject({
        maker: 'model',
        content: { text: 'A lost parcel.' },
      });
      expect(body.lines.filter(({ text }) => text === 'My parcel is lost')).toHaveLength(1);
      const left = await world.db.query<{ queue: string }>(
        `select queue from lane_work where queue like 'gateway.copilot%'`,
      );
      expect(left).toEqual([]);
    }, soon);
  });
});
