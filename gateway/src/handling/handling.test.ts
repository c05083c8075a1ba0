import { actionCatalogue } from '@tandem/flows';
import { describe, expect, it } from 'vitest';
import { orgB, startGatewayWorld } from '../testing/index.ts';
import { endpointFields } from './handling.fields.ts';
import { readOptions } from './handling.rules.ts';

const hours = {
  timeZone: 'Europe/Istanbul',
  blocks: [{ day: 'Monday', from: '09:00', to: '18:00' }],
  holidays: [{ date: '04-23', name: 'Children’s Day' }],
};

describe('handling of an endpoint', () => {
  it('is stored, answered with what there is to choose, and noted in the audit log', async () => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint();
    const path = `/endpoints/${id}/handling`;
    const before = await world.admin(path);
    expect(before.body).toMatchObject({ options: {}, hours: null, open: true, nextChange: null });
    expect((before.body['fields'] as { name: string }[]).map(({ name }) => name)).toContain(
      'onFail',
    );
    const options = { acceptedText: 'One moment.', repeatAccepted: true, onFail: 'message' };
    const body = { options: { ...options, afterwards: 'restart' }, hours };
    const saved = await world.admin(path, { method: 'PUT', body });
    expect(saved.body['options']).toEqual(options);
    expect(saved).toMatchObject({ status: 200, body: { options, hours } });
    await world.admin(path, { method: 'PUT', body: { options: {} } });
    expect((await world.admin(path)).body).toMatchObject({ options: {}, hours });
    await world.main.stop();
    expect(JSON.stringify(world.audited)).toContain('handling.acceptedText');
  });

  it.each([
    [{ options: { onFail: 'shrug' } }, 'gateway.handling.option.invalid'],
    [{ options: { waitSeconds: 'soon' } }, 'gateway.handling.option.invalid'],
    [{ options: { queueMaxMinutes: 1_441 } }, 'gateway.handling.option.invalid'],
    [{ options: { transcriptLength: 299 } }, 'gateway.handling.option.invalid'],
    [{ options: { inactivityWarnings: -1 } }, 'gateway.handling.option.invalid'],
    [{ options: {}, hours: { ...hours, timeZone: 'Mars/Base' } }, 'gateway.handling.time.zone'],
  ])('refuses what does not fit: %j', async (body, code) => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint();
    const refused = await world.admin(`/endpoints/${id}/handling`, { method: 'PUT', body });
    expect(refused).toMatchObject({ status: 400, body: { code } });
  });

  it('is nothing to another organisation', async () => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint();
    const path = `/endpoints/${id}/handling`;
    expect((await world.admin(path, { org: orgB })).status).toBe(404);
    const body = { options: {} };
    expect((await world.admin(path, { method: 'PUT', body, org: orgB })).status).toBe(404);
  });

  it('has the options of the node of a flow, in the same sections', () => {
    const node = actionCatalogue('bot').find(({ type }) => type === 'handOverToAgent');
    const places = (fields: readonly { name: string; section?: string | undefined }[]) =>
      new Map(fields.map(({ name, section }) => [name, section]));
    const there = places(node?.fields ?? []);
    expect(endpointFields.length).toBeGreaterThan(30);
    for (const [name, section] of places(endpointFields))
      expect([name, name === 'waitSeconds' ? section : there.get(name)]).toEqual([name, section]);
  });

  it('of a flow or a bot counts as far as it fits', () => {
    expect(
      readOptions({
        ...{ acceptedText: 'Hello', repeatAccepted: 'yes', survey: 'no', waitSeconds: '90' },
        ...{ cancelPhrases: 'stop\n never mind ', onFail: 'shrug', endCommand: '', other: 1 },
      }),
    ).toEqual({
      ...{ acceptedText: 'Hello', repeatAccepted: true, survey: false, waitSeconds: 90 },
      cancelPhrases: ['stop', 'never mind'],
    });
    expect(readOptions(null)).toEqual({});
  });
});
