import { IntegrationConfiguration, integrationsOperations as operations } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complete, type IntegrationsFixture, startIntegrations } from './integrations.fixture.ts';

describe('a configuration that cannot be', () => {
  let f: IntegrationsFixture;
  let id: string;
  beforeAll(async () => {
    f = await startIntegrations();
    id = await f.running();
  });
  afterAll(() => f[Symbol.asyncDispose]());

  const stored = () =>
    f.db.query('select name, notes, properties, version, state from app_integration');

  const noText = [null, 1, 12345678901, true, [], ['x'], {}, { a: 'x' }];
  const wrong: readonly (readonly [string, unknown])[] = [
    ...noText.map((value) => ['awsAccountId', value] as const),
    ['awsAccountId', '1'.repeat(257)],
    ['awsAccountId', '12345678901\u0000'],
    ['awsAccountId', '\ud800'],
    ...noText.map((value) => ['awsAccountRegion', value] as const),
    ['awsAccountRegion', 'r'.repeat(257)],
    ['awsAccountRegion', 'us-east-1\n'],
    ...noText.map((value) => ['eventSourceSuffix', value] as const),
    ['eventSourceSuffix', 'x'.repeat(65)],
    ['eventSourceSuffix', 'a b'],
    ['eventSourceSuffix', 'a/b'],
    ['eventSourceSuffix', 'größe'],
    ['eventSourceSuffix', 'a\u0000'],
    ['eventSourceSuffix', '*'],
    ...[null, 1, true, 'v2.users.{id}.presence', {}].map((one) => ['eventFilter', one] as const),
    ['eventFilter', [null]],
    ['eventFilter', [1]],
    ['eventFilter', [['v2.users.{id}.presence']]],
    ['eventFilter', ['v2.users.{id}.presence\u0000']],
  ];

  it.each(wrong)('%s = %j names the field', async (property, value) => {
    const before = await stored();
    await expect(
      f.configure(id, { name: 'Half', properties: { ...complete, [property]: value } }),
    ).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid.value', message: expect.stringContaining(property) },
      details: [{ errorCode: 'invalid.value', fieldName: `properties.${property}` }],
    });
    expect(await stored()).toEqual(before);
    expect(f.destinations.kept.get(id)).toMatchObject({ state: 'running' });
  });

  it.each([
    'v2.nothing',
    'v2.users.{id}.nothing',
    'v2.users.0b2b8f4e-0000-4000-8000-000000000001.presence',
    'v2.users.{id}.presence ',
    'V2.USERS.{ID}.PRESENCE',
    'v2.system.socket_closing',
    '',
    '*',
  ])('with the topic %j names it', async (topic) => {
    const before = await stored();
    await expect(
      f.configure(id, {
        properties: { ...complete, eventFilter: ['v2.users.{id}.presence', topic] },
      }),
    ).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid.topic', message: expect.stringContaining(`"${topic}"`) },
      details: [{ fieldName: 'properties.eventFilter' }],
    });
    expect(await stored()).toEqual(before);
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: ' \t' }],
    ['name', { name: 'x'.repeat(257) }],
    ['name', { name: 'a\u0000b' }],
    ['name', { name: '\udfff' }],
    ['notes', { notes: 'x'.repeat(4001) }],
    ['notes', { notes: 'a\u0000b' }],
    ['notes', { notes: '\ud800x' }],
    ['credentials', { credentials: { basic: { id: 'x' } } }],
  ])('for its %s is refused: %j', async (field, changes) => {
    const before = await stored();
    await expect(f.configure(id, changes)).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid.value', message: expect.stringContaining(field) },
    });
    expect(await stored()).toEqual(before);
  });

  it.each(['name', 'notes', 'version', 'properties', 'advanced', 'credentials'])(
    'without %s, or with one of another type, does not pass the contract',
    async (field) => {
      const { [field]: _, ...rest } = Object.fromEntries(Object.entries(await f.read(id)));
      expect(Value.Check(IntegrationConfiguration, rest)).toBe(false);
      for (const value of [null, field === 'version' ? '1' : 1, field === 'version' ? 1.5 : true])
        expect(Value.Check(IntegrationConfiguration, { ...rest, [field]: value })).toBe(false);
    },
  );

  it('keeps what it does not know out and takes the rest as it is', async () => {
    const properties = { ...complete, other: 'x', constructor: 'y' };
    await f.configure(id, { properties, advanced: { a: 1 } });
    expect(await f.read(id)).toMatchObject({ properties: complete, advanced: {} });
    expect((await f.read(id)).properties).toEqual(complete);
    expect(JSON.stringify(await stored())).not.toContain('constructor');
  });

  it('is refused with 400 or saved as it was given, whatever it is', async () => {
    const params = { integrationId: id };
    const value = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant(undefined));
    const properties = fc.record({
      awsAccountId: value,
      awsAccountRegion: value,
      eventSourceSuffix: value,
      eventFilter: fc.oneof(value, fc.array(fc.constantFrom('v2.users.{id}.presence', 'v2.x'))),
    });
    await fc.assert(
      fc.asyncProperty(properties, fc.string({ unit: 'binary' }), async (given, notes) => {
        const before = await f.read(id);
        const body = { ...before, notes, properties: JSON.parse(JSON.stringify(given)) };
        try {
          await f.call(operations.putIntegrationConfigCurrent, { params, body });
        } catch (error) {
          expect(error).toBeInstanceOf(PublicError);
          expect((error as PublicError).status).toBe(400);
          expect(await f.read(id)).toEqual(before);
          return;
        }
        const { version, notes: kept, properties: saved } = await f.read(id);
        expect([version, kept]).toEqual([before.version + 1, notes]);
        const filter = [...new Set(body.properties.eventFilter ?? [])];
        expect({ ...saved, eventFilter: saved['eventFilter'] ?? [] }).toEqual({
          ...body.properties,
          eventFilter: filter,
        });
      }),
      { numRuns: 100 },
    );
  });
});
