import { describe, expect, it } from 'vitest';
import { genesysCloudKind } from '../handover/index.ts';
import { openChat, orgA, orgB, startGatewayWorld } from '../testing/index.ts';

const flag = 'FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST';

/** A gateway whose operator offers the provider to organisation A alone, until told otherwise. */
const startWorld = async () => {
  const listed = new Set([orgA]);
  const world = await startGatewayWorld({
    withheld: async (org, kind) => (kind === genesysCloudKind && !listed.has(org) ? flag : null),
  });
  return { world, listed };
};

const kindsOf = async (world: Awaited<ReturnType<typeof startWorld>>['world'], org: string) => {
  const { body } = await world.admin<{ handover: { kind: string }[] }>('/providers', { org });
  return body.handover.map(({ kind }) => kind);
};

describe('a handover provider that an organisation is not offered', () => {
  it('stands in the list of those who are offered it alone', async () => {
    const { world } = await startWorld();
    await using _ = world;
    expect(await kindsOf(world, orgA)).toContain(genesysCloudKind);
    expect(await kindsOf(world, orgB)).not.toContain(genesysCloudKind);
  });

  it('is refused with 403 and the name of the setting, and nothing is stored', async () => {
    const { world } = await startWorld();
    await using _ = world;
    await expect(world.endpoint({ org: orgB })).rejects.toThrow(flag);
    const { body } = await world.admin<{ total: number }>('/endpoints', { org: orgB });
    expect(body.total).toBe(0);
    expect((await world.endpoint({ org: orgA })).handover?.kind).toBe(genesysCloudKind);
  });

  it('cannot be kept by a change, nor tested, once the operator takes it back', async () => {
    const { world, listed } = await startWorld();
    await using _ = world;
    const { id, name } = await world.endpoint();
    listed.clear();
    const put = (handover: unknown) =>
      world.admin(`/endpoints/${id}`, {
        method: 'PUT',
        body: { name, bot: { kind: 'demo' }, handover },
      });
    const refused = await put({ kind: genesysCloudKind, settings: {} });
    expect(refused).toMatchObject({ status: 403, body: { code: 'feature.disabled' } });
    expect(JSON.stringify(refused.body)).toContain(flag);
    const tested = await world.admin(`/endpoints/${id}/test`, { method: 'POST' });
    expect(tested).toMatchObject({ status: 403, body: { code: 'feature.disabled' } });
    expect(await put(null)).toMatchObject({ status: 200, body: { handover: null } });
  });

  it('lets a handover that has begun go on, and begins no other', async () => {
    const { world, listed } = await startWorld();
    await using _ = world;
    world.addIntegration('Tandem');
    const { base } = await world.endpoint();
    const chat = await openChat(base);
    await chat.say('agent');
    const { inbound } = world.fake.state;
    await expect.poll(() => inbound.length).toBeGreaterThan(0);
    listed.clear();
    const before = inbound.length;
    await chat.say('Is somebody there?');
    await expect.poll(() => inbound.length).toBeGreaterThan(before);
    const told = inbound.length;

    const other = await openChat(base);
    await other.say('agent');
    await expect
      .poll(async () => JSON.stringify(await other.activities()), { timeout: 15_000 })
      .toContain(flag);
    expect(inbound).toHaveLength(told);
  });
});
