import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  complete,
  type IntegrationsFixture,
  org,
  startIntegrations,
} from './integrations.fixture.ts';

describe('activation of an Amazon EventBridge source', () => {
  let f: IntegrationsFixture;
  beforeEach(async () => {
    f = await startIntegrations();
  });
  afterEach(() => f[Symbol.asyncDispose]());

  const stateOf = async (id: string) => {
    const { intendedState, reportedState } = await f.get(id);
    return `${intendedState} ${reportedState?.code}`;
  };
  const change = (id: string, properties: object) =>
    f.configure(id, { properties: { ...complete, ...properties } });
  const sourceCalled = (suffix: string) => `${org} aws.partner/genesys.com/cloud/${org}/${suffix}`;

  it.each([
    ['no account', { awsAccountId: '' }, 'account.invalid', 'Invalid AWS account ID'],
    ['11 digits', { awsAccountId: '12345678901' }, 'account.invalid', 'Invalid AWS account ID'],
    ['13 digits', { awsAccountId: '1234567890123' }, 'account.invalid', 'Invalid AWS account ID'],
    ['a letter', { awsAccountId: '12345678901a' }, 'account.invalid', 'Invalid AWS account ID'],
    ['a space', { awsAccountId: ' 123456789012' }, 'account.invalid', 'Invalid AWS account ID'],
    [
      'other digits',
      { awsAccountId: '１２３４５６７８９０１２' },
      'account.invalid',
      'Invalid AWS account ID',
    ],
    ['no region', { awsAccountRegion: '' }, 'region.invalid', 'Invalid AWS region'],
    ['no hyphens', { awsAccountRegion: 'useast1' }, 'region.invalid', 'Invalid AWS region'],
    ['capitals', { awsAccountRegion: 'US-EAST-1' }, 'region.invalid', 'Invalid AWS region'],
    ['a zone', { awsAccountRegion: 'us-east-1a' }, 'region.invalid', 'Invalid AWS region'],
    [
      'no suffix',
      { eventSourceSuffix: '' },
      'suffix.missing',
      'The event source suffix is missing',
    ],
  ])('with %s ends in an error; nothing is sent', async (_, properties, code, text) => {
    const id = await f.running(properties);
    expect(await f.get(id)).toMatchObject({
      intendedState: 'ENABLED',
      reportedState: {
        ...{ code: 'ERROR', effective: 'Error' },
        detail: {
          localizableMessageCode: `integrations.eventbridge.${code}`,
          message: expect.stringContaining(text),
        },
      },
    });
    expect([f.destinations.kept.size, f.sources.told]).toEqual([0, []]);
    await change(id, {});
    await f.turn(id, 'ENABLED');
    expect(await stateOf(id)).toBe('ENABLED ACTIVE');
  });

  it.each([
    ['de', 'Fehler', 'Das Suffix der Ereignisquelle muss eindeutig sein'],
    ['tr-TR,tr;q=0.9', 'Hata', 'Olay kaynağı soneki benzersiz olmalıdır'],
    ['fr, en;q=0.5', 'Error', 'Event source suffix must be unique'],
  ])('tells in the language of the reader: %s', async (language, effective, text) => {
    await f.running();
    const id = await f.running();
    const { reportedState } = await f.get(id, {}, language);
    expect(reportedState).toMatchObject({
      effective,
      detail: {
        localizableMessageCode: 'integrations.eventbridge.suffix.not.unique',
        message: expect.stringContaining(text),
        messageParams: { suffix: 'tandem' },
      },
    });
  });

  it.each(['us-gov-west-1', 'cn-north-1', 'mx-central-1'])(
    'takes the region %s',
    async (region) => {
      expect(await stateOf(await f.running({ awsAccountRegion: region }))).toBe('ENABLED ACTIVE');
    },
  );

  it('answers a change when nothing is sent as before any more', async () => {
    const id = await f.running();
    const before = f.destinations.settled.length;
    await f.configure(id, { properties: { ...complete, eventFilter: [] } });
    await f.turn(id, 'DISABLED');
    expect(f.destinations.settled.slice(before)).toEqual([id, id]);
  });

  it('takes only the regions that the operator names', async () => {
    await using own = await startIntegrations({ regions: ['xy-moon-1'] });
    const state = async (region: string) =>
      (await own.get(await own.running({ awsAccountRegion: region, eventSourceSuffix: region })))
        .reportedState?.code;
    expect([await state('xy-moon-1'), await state('eu-central-1')]).toEqual(['ACTIVE', 'ERROR']);
  });

  it('lets drafts share a suffix, and one of two that are activated at once', async () => {
    const ids = [await f.install(), await f.install()];
    for (const id of ids) await change(id, {});
    await Promise.all(ids.map((id) => f.turn(id, 'ENABLED')));
    const states = await Promise.all(ids.map(stateOf));
    expect(states.toSorted()).toEqual(['ENABLED ACTIVE', 'ENABLED ERROR']);
    expect([f.destinations.kept.size, f.sources.told]).toEqual([1, ['create tandem']]);
    const [won, lost] = states[0] === 'ENABLED ACTIVE' ? ids : ids.toReversed();
    await f.turn(String(won), 'DISABLED');
    await f.turn(String(lost), 'ENABLED');
    expect(await stateOf(String(lost))).toBe('ENABLED ACTIVE');
    await f.turn(String(won), 'ENABLED');
    expect(await stateOf(String(won))).toBe('ENABLED ERROR');
    // The source belongs to the one that runs now: deleting the other leaves it alone.
    await f.remove(String(won));
    expect([...f.sources.kept.keys()]).toEqual([sourceCalled('tandem')]);
  });

  it('is guarded by the database, too', async () => {
    await f.running();
    const id = await f.install();
    await change(id, {});
    await expect(
      f.db.query(`update app_integration set state = 'ACTIVE' where id = $1`, [id]),
    ).rejects.toThrow('app_integration_active_suffix');
  });

  it.each([
    ['account', { awsAccountId: '999999999999' }, ['remove tandem', 'create tandem']],
    ['region', { awsAccountRegion: 'us-east-1' }, ['remove tandem', 'create tandem']],
    ['suffix', { eventSourceSuffix: 'other' }, ['remove tandem', 'create other']],
  ])(
    'is needed again after another %s; the old source goes then, not before',
    async (_, properties, told) => {
      const id = await f.running();
      await change(id, properties);
      expect(await stateOf(id)).toBe('DISABLED INACTIVE');
      expect(f.destinations.kept.get(id)?.state).toBe('paused');
      expect(f.sources.told).toEqual(['create tandem']);
      await f.turn(id, 'ENABLED');
      expect(await stateOf(id)).toBe('ENABLED ACTIVE');
      expect(f.sources.told).toEqual(['create tandem', ...told]);
      expect(f.destinations.kept.get(id)).toMatchObject({ state: 'running' });
      const { awsAccountId, awsAccountRegion } = { ...complete, ...properties };
      expect([...f.sources.kept.values()]).toEqual([
        { account: awsAccountId, region: awsAccountRegion },
      ]);
    },
  );

  it('is not needed for other topics or another name: they count at once', async () => {
    const id = await f.running();
    const topics = ['v2.detail.events.conversation.{id}.customer.end', 'v2.users.{id}.presence'];
    await f.configure(id, {
      ...{ name: 'Renamed', notes: 'x' },
      properties: { ...complete, eventFilter: [...topics, ...topics] },
    });
    expect(await stateOf(id)).toBe('ENABLED ACTIVE');
    expect(f.destinations.kept.get(id)).toMatchObject({
      topics,
      name: 'Renamed',
      state: 'running',
    });
    await change(id, { eventFilter: [] });
    expect(f.destinations.kept.get(id)).toMatchObject({ topics: [], state: 'running' });
    expect(f.sources.told).toEqual(['create tandem']);
  });

  it('makes no second source after a pause; deletion takes it away', async () => {
    const id = await f.running();
    await f.turn(id, 'ENABLED');
    await f.turn(id, 'DISABLED');
    expect(await stateOf(id)).toBe('DISABLED INACTIVE');
    expect(f.destinations.kept.get(id)?.state).toBe('paused');
    await f.turn(id, 'DISABLED');
    await f.turn(id, 'ENABLED');
    expect(f.destinations.kept.get(id)?.state).toBe('running');
    expect(f.sources.told).toEqual(['create tandem']);
    await f.remove(id);
    expect([f.sources.told, f.destinations.kept.size]).toEqual([
      ['create tandem', 'remove tandem'],
      0,
    ]);
  });

  it('is in error while the destination lets nobody in, and recovers by itself', async () => {
    const id = await f.running();
    const report = { code: 'AccessDenied', reason: 'No right to put events.', since: new Date(5) };
    f.destinations.reports.set(id, { state: 'ERROR', ...report });
    expect(await f.get(id)).toMatchObject({
      intendedState: 'ENABLED',
      reportedState: {
        ...{ code: 'ERROR', lastUpdated: new Date(5).toISOString() },
        detail: {
          localizableMessageCode: 'integrations.eventbridge.delivery.failed',
          message: expect.stringContaining('No right to put events.'),
        },
      },
    });
    const rival = await f.running();
    expect(await stateOf(rival)).toBe('ENABLED ERROR');
    f.destinations.reports.set(id, { ...report, state: 'ACTIVE', code: null, reason: null });
    expect(await stateOf(id)).toBe('ENABLED ACTIVE');
    f.destinations.reports.set(id, { state: 'ERROR', ...report });
    await f.turn(id, 'DISABLED');
    expect(await stateOf(id)).toBe('DISABLED INACTIVE');
  });

  it('that fails in the middle leaves everything as it was', async () => {
    const { port } = f.destinations;
    const put: typeof port.put = async () => {
      throw new Error('no destination today');
    };
    await using broken = await startIntegrations({ destinations: { ...port, put } });
    const id = await broken.install();
    await broken.configure(id, { properties: complete });
    await expect(broken.turn(id, 'ENABLED')).rejects.toThrow('no destination today');
    expect(await broken.get(id)).toMatchObject({
      intendedState: 'DISABLED',
      reportedState: { code: 'INACTIVE' },
    });
  });
});
