import { expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { startTandem } from '../harness/tandem.ts';
import { chatOn } from './chat.ts';
import { deskOn } from './desk.ts';
import { openWindow, signIn } from './window.ts';

type Person = { readonly id: string; readonly name: string; readonly version: number };
type Conversations = {
  readonly entities: readonly {
    readonly participants: readonly { readonly purpose: string; readonly name?: string }[];
  }[];
};

it("a user's name for customers is what the wire and the web chat show; bold words look the same on both sides", async () => {
  await using tandem = await startTandem({ TANDEM_DEMO: 'on' });
  await using browser = await launchBrowser();
  await using visitor = await openWindow(browser);
  await using agent = await openWindow(browser);
  const { admin } = tandem;
  const { id, version, name } = await admin.ok<Person>('GET', '/api/v2/users/me');
  await admin.ok('PATCH', `/api/v2/users/${id}`, { preferredName: 'Team North', version });
  const chat = chatOn(visitor.page);
  const desk = deskOn(agent.page);
  await agent.page.goto(`${tandem.url}/desk/`);
  await signIn(agent.page);
  await desk.goOnQueue();
  await visitor.page.goto(tandem.url);
  await visitor.page.getByRole('link', { name: 'Open demo web chat' }).click();
  await chat.shows('I am the demo bot');
  await chat.say('agent');
  await desk.accept();
  await desk.say('Good **morning**');
  for (const log of [chat.log, desk.history]) {
    await log.locator('strong').getByText('morning', { exact: true }).waitFor();
    await expect.poll(() => log.getByText('**').count()).toBe(0);
  }
  await chat.shows('Team North joined the chat');
  expect(await chat.log.getByText(name).count()).toBe(0);
  const { entities } = await admin.ok<Conversations>('GET', '/api/v2/conversations/messages');
  const agents = entities.flatMap(({ participants }) =>
    participants.filter(({ purpose }) => purpose === 'agent'),
  );
  expect(agents.map((one) => one.name)).toEqual(['Team North']);
});
