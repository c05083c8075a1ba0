import { type Clock, systemClock } from '@tandem/kit';
import { expect, it } from 'vitest';
import { soon, startGatewayWorld } from '../testing/index.ts';
import { followWorkspace, linkOf, openWorkspace, startCopilotChat } from './copilot.fixture.ts';

/** A clock whose timers of a second and more can be stilled: what then still comes was not polled for. */
const stillable = () => {
  const state = { still: false };
  const after: Clock['after'] = (ms, run) =>
    systemClock.after(ms, () => {
      if (ms < 1000 || !state.still) run();
    });
  return { state, clock: { ...systemClock, after } satisfies Clock };
};

it('tiles follow a message of the customer by events: no timer of a second or more takes part', async () => {
  const { clock, state } = stillable();
  await using world = await startGatewayWorld({ clock });
  const { chat, url } = await startCopilotChat(world);
  const { body } = await openWorkspace(world, linkOf(url));
  const page = followWorkspace(world.main.origin, body);
  // The page is attached once it hears of something.
  await chat.say('first word');
  await expect.poll(() => page.lines().length, soon).toBeGreaterThan(0);
  state.still = true;
  await chat.say('My parcel is lost');
  await expect
    .poll(() => page.tile('summary'), soon)
    .toMatchObject({ text: expect.stringContaining('parcel is lost') });
  expect(page.lines().map(({ text }) => text)).toContain('My parcel is lost');
  state.still = false;
  page.close();
});
