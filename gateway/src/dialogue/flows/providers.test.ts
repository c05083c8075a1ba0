import { describe, expect, it, vi } from 'vitest';
import {
  chatwootSettings,
  chosen,
  makeChatwoot,
  makeEndpoint,
  soon,
  startFakeChatwoot,
} from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

describe('handover providers in flows', () => {
  const two = () =>
    botFlow(
      [
        ask('Topic', 'What is it about?', { variable: 'name' }),
        act('First', 'handOverToAgent', { provider: 'First desk' }),
        say('Between', 'And now the others.'),
        ask('More', 'Anything else?', { variable: 'name' }),
        act('Second', 'handOverToAgent', { provider: 'SECOND DESK' }),
        say('Done', 'That was it.'),
      ],
      {
        edges:
          'Topic.next>First First.next>Between Between.next>More More.next>Second Second.next>Done',
      },
    );

  it('are two for one flow, each by its name', async () => {
    await using world = await startFlowWorld();
    await using first = await startFakeChatwoot();
    await using second = await startFakeChatwoot();
    const one = await makeChatwoot(world, first, { name: 'First desk' });
    await makeChatwoot(world, second, { name: 'Second desk' });
    const flow = await world.publish('Two desks', two());
    const chat = await world.chat(flow, { handover: false });
    await chat.tell('lamp');
    const conversation = first.state.conversations[0];
    if (!conversation) throw new Error('nobody was called');
    conversation.status = 'resolved';
    const at = world.clock.now();
    expect(await first.deliver(one.webhookUrl, first.changed(conversation), { at })).toBe(200);
    await vi.waitFor(async () => {
      await world.settle();
      expect((await chat.heard()).at(-1)).toBe('Anything else?');
    }, soon);
    await chat.tell('yes');
    expect(second.state.conversations).toHaveLength(1);
    expect(first.state.conversations).toHaveLength(1);
  });

  it('are offered to choose from, refused when they are not there, and named when they are to go', async () => {
    await using world = await startFlowWorld();
    await using chatwoot = await startFakeChatwoot();
    const first = await makeChatwoot(world, chatwoot, { name: 'First desk' });
    await expect(world.publish('Two desks', two())).rejects.toThrow('SECOND DESK');
    const second = await makeChatwoot(world, chatwoot, { name: 'Second desk' });
    await world.publish('Both desks', two());
    const endpoint = await makeEndpoint(world, chosen(first), { name: 'Shop' });
    const path = `/handover-providers/${first.id}`;
    const refused = await world.admin(path, { method: 'DELETE' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'gateway.handoverProvider.used' } });
    const said = JSON.stringify(refused.body);
    expect(said).toContain('Shop');
    expect(said).toContain('Both desks');
    const uses = await world.admin<{ entities: { kind: string }[] }>(`${path}/uses`);
    expect(uses.body.entities.map(({ kind }) => kind)).toContain('endpoint');
    expect(uses.body.entities.filter(({ kind }) => kind === 'flow')).toContainEqual(
      expect.objectContaining({ name: 'Both desks' }),
    );
    const renamed = await world.admin(`/handover-providers/${second.id}`, {
      method: 'PUT',
      body: { name: 'Third desk', kind: 'chatwoot', settings: chatwootSettings(chatwoot) },
    });
    expect(renamed).toMatchObject({
      status: 409,
      body: { code: 'gateway.handoverProvider.named' },
    });
    expect((await world.admin(`/endpoints/${endpoint.id}`, { method: 'DELETE' })).status).toBe(204);
    const offered = '/choices?resource=handoverProvider';
    const { choices } = await world.api<{ choices: { name: string }[] }>('GET', offered);
    expect(choices.map(({ name }) => name)).toContain('Second desk');
  });

  it('are asked whether somebody is there', async () => {
    await using world = await startFlowWorld();
    await using chatwoot = await startFakeChatwoot();
    await makeChatwoot(world, chatwoot, { name: 'Night desk' });
    const flow = botFlow(
      [
        ask('Topic', 'What is it about?', { variable: 'name' }),
        act('Look', 'checkAgentAvailability', { provider: 'Night desk' }),
        say('Yes', 'Somebody is there.'),
        say('No', 'Nobody is there.'),
      ],
      { edges: 'Topic.next>Look Look.available>Yes Look.unavailable>No' },
    );
    const id = await world.publish('Night', flow);
    chatwoot.state.online = 0;
    const none = await world.chat(id, { handover: false });
    expect(await none.tell('lamp')).toEqual(['Nobody is there.']);
    chatwoot.state.online = 1;
    const some = await world.chat(id, { handover: false, name: 'Another chat' });
    expect(await some.tell('lamp')).toEqual(['Somebody is there.']);
  });

  it.each([
    ['note', true],
    ['messages', false],
  ])('with notes have the transcript as %s where that is wished for', async (as, isNote) => {
    await using world = await startFlowWorld();
    await using desk = await startFakeChatwoot();
    await makeChatwoot(world, desk, { name: 'Desk' });
    const wish = { provider: 'Desk', transcript: 'each', transcriptAs: as };
    const flow = await world.publish(
      'Wish',
      botFlow([ask('Topic', 'What?'), act('Call', 'handOverToAgent', wish)]),
    );
    const chat = await world.chat(flow, { handover: false });
    await chat.tell('lamp');
    const [conversation] = desk.state.conversations;
    const told = conversation?.messages.map((one) => [one.content, one.private]);
    expect(told).toEqual([
      ['Bot: What?', isNote],
      ['Customer: lamp', isNote],
    ]);
  });

  it('that have moved since they were looked at last have what begins at their new place', async () => {
    await using world = await startFlowWorld();
    await using before = await startFakeChatwoot();
    await using after = await startFakeChatwoot();
    await makeChatwoot(world, before, { name: 'Desk' });
    const call = act('Call', 'handOverToAgent', { provider: 'Desk' });
    const flow = await world.publish('One desk', botFlow([ask('Topic', 'What?'), call]));
    const chats = [
      await world.chat(flow, { handover: false }),
      await world.chat(flow, { name: 'Next', handover: false }),
    ] as const;
    await chats[0].tell('lamp');
    expect(before.state.conversations).toHaveLength(1);
    // Time stands still: what a node remembers stays fresh.
    await world.db.query(
      `update handover_provider set settings = settings || jsonb_build_object('chatwootUrl', $1::text)`,
      [after.origin],
    );
    await chats[1].tell('lamp');
    expect(after.state.conversations).toHaveLength(1);
    expect(before.state.conversations).toHaveLength(1);
  });
});
