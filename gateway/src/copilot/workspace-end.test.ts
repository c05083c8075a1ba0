import { expect, it } from 'vitest';
import { orgB, startGatewayWorld } from '../testing/index.ts';
import { putWorkspace } from './copilot.fixture.ts';

it('a workspace goes with its endpoint, and no secret of it stays', async () => {
  await using world = await startGatewayWorld();
  const [gone, kept] = [await world.endpoint({ name: 'A' }), await world.endpoint({ name: 'B' })];
  const jwtKey = { kind: 'insecure', value: 'k'.repeat(32) };
  for (const { id } of [gone, kept])
    expect((await putWorkspace(world, id, { jwtKey })).status).toBe(200);
  const remove = (org?: string) =>
    world.admin(`/endpoints/${gone.id}`, { method: 'DELETE', ...(org ? { org } : {}) });
  const left = () => world.db.query<{ endpoint: string }>('select endpoint from copilot_workspace');
  expect((await remove(orgB)).status).toBe(404);
  expect(await left()).toHaveLength(2);
  expect((await remove()).status).toBe(204);
  expect(await left()).toEqual([{ endpoint: kept.id }]);
});
