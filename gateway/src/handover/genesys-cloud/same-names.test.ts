import type { ConnectionCheck } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  eventually,
  type FakeIntegration,
  type GatewayWorld,
  handOver,
  minimumPermissions,
  openChat,
  startServedWorld,
  stateOf,
} from '../../testing/index.ts';

/** A platform of the same name that the contact centre lists before those that are there. */
const addBefore = (world: GatewayWorld) => {
  const added = world.addIntegration('Tandem');
  world.fake.state.integrations.pop();
  world.fake.state.integrations.unshift(added);
  return added;
};

const tried = async (world: GatewayWorld, id: string) => {
  const { body } = await world.admin<{ checks: ConnectionCheck[] }>(`/endpoints/${id}/test`, {
    method: 'POST',
  });
  return body.checks.find(({ check }) => check === 'integration');
};

const lastTaker = (world: GatewayWorld) => world.fake.state.inbound.at(-1)?.integrationId;

describe('several platforms of one name', () => {
  it.each([
    ['the next handover begins', false],
    ['the connection is tested', true],
  ])('the known one stays when %s', async (_, isTested) => {
    await using world = await startServedWorld();
    const [known] = world.fake.state.integrations;
    const { base, id } = await world.endpoint();
    await handOver(world, await openChat(base));
    addBefore(world);
    if (isTested)
      expect(await tried(world, id)).toMatchObject({
        state: 'warning',
        said: [{ code: 'platformsSeveralKnown', params: { name: 'Tandem', id: known?.id } }],
      });
    await handOver(world, await openChat(base));
    expect(lastTaker(world)).toBe(known?.id);
    const learned = await world.db.query('select integration_id as id from endpoint_integration');
    expect(learned).toEqual([{ id: known?.id }]);
  });

  it('a handover goes to none of them where none is known, and the test says so', async () => {
    await using world = await startServedWorld();
    addBefore(world);
    const { base, id } = await world.endpoint();
    expect(await tried(world, id)).toMatchObject({
      state: 'failed',
      said: [{ code: 'platformsSeveral', params: { name: 'Tandem' } }],
    });
    const chat = await openChat(base);
    await chat.say('agent');
    await eventually(async () => expect((await stateOf(world, chat))?.state).toBe('failed'));
    expect(world.fake.state.inbound).toEqual([]);
    expect(await world.db.query('select from endpoint_integration')).toEqual([]);
  });
});

it('a platform without a message flow fails the test: nobody answers there', async () => {
  await using world = await startServedWorld();
  const [platform] = world.fake.state.integrations;
  const { id } = await world.endpoint();
  expect(await tried(world, id)).toMatchObject({ state: 'ok' });
  world.fake.state.integrations.splice(0, 1, { ...platform, isFlowless: true } as FakeIntegration);
  const told = await tried(world, id);
  expect(told).toMatchObject({ state: 'failed', said: [{}, { code: 'platformFlowless' }] });
  expect(told?.message).toContain('Choose a flow under Message routing.');
});

it('where the client may not see the routing, the test does not judge it', async () => {
  await using world = await startServedWorld({ permissions: minimumPermissions });
  const { id } = await world.endpoint();
  expect(await tried(world, id)).toMatchObject({ state: 'ok' });
});
