import { describe, expect, it } from 'vitest';
import { readServerSettings } from './settings.ts';

const databaseUrl = (value: string) => readServerSettings({ DATABASE_URL: value }).DATABASE_URL;

describe('the lease of a node', () => {
  const lease = (time: string, renewal: string) =>
    readServerSettings({ TANDEM_LEASE_TIME: time, TANDEM_LEASE_RENEWAL: renewal });

  it.each([
    ['15', '3'],
    ['12', '1'],
    ['600', '200'],
  ])('may last %s s and be renewed every %s s', (time, renewal) => {
    expect(lease(time, renewal).TANDEM_LEASE_TIME).toBe(Number(time));
  });

  it.each([
    ['15', '5', 'must be at most 4 with a TANDEM_LEASE_TIME of 15'],
    ['12', '2', 'must be at most 1 with'],
    ['60', '21', 'must be at most 20 with'],
    ['5', '1', 'TANDEM_LEASE_TIME "5": must be a whole number from 12 to 600'],
  ])('may not last %s s and be renewed every %s s', (time, renewal, reason) => {
    expect(() => lease(time, renewal)).toThrow(reason);
  });
});

describe('files in a bucket', () => {
  const bucket = {
    TANDEM_S3_URL: 'https://s3.eu-central-1.amazonaws.com',
    TANDEM_S3_BUCKET: 'files',
    TANDEM_S3_ACCESS_KEY_ID: 'AKID',
    TANDEM_S3_SECRET_ACCESS_KEY: 'secret',
  };

  it('need the bucket whole, also while it only holds old ones', () => {
    expect(readServerSettings({}).TANDEM_MEDIA_STORAGE).toBe('postgres');
    const whole = readServerSettings({ ...bucket, TANDEM_MEDIA_STORAGE: 's3' });
    expect(whole.TANDEM_S3_BUCKET).toBe('files');
    expect(() => readServerSettings({ TANDEM_MEDIA_STORAGE: 's3' })).toThrow(
      'TANDEM_S3_URL: is needed',
    );
    const { TANDEM_S3_SECRET_ACCESS_KEY: _, ...half } = bucket;
    expect(() => readServerSettings(half)).toThrow('TANDEM_S3_SECRET_ACCESS_KEY: is needed');
  });

  it.each([
    ['TANDEM_S3_BUCKET', 'No/Such'],
    ['TANDEM_S3_PREFIX', '../up'],
  ])('take no %s "%s"', (name, value) => {
    expect(() => readServerSettings({ ...bucket, [name]: value })).toThrow(name);
  });
});

describe('DATABASE_URL', () => {
  it.each([
    'postgres://tandem:secret@db:5432/tandem',
    'postgresql://db/tandem?sslmode=require',
    'postgres://tandem:secret@/tandem?host=/run/postgresql',
    'postgres:///tandem?host=/run/postgresql',
  ])('takes %s', (value) => {
    expect(databaseUrl(value)).toBe(value);
  });

  it.each(['db:5432/tandem', 'https://db/tandem', 'postgres://tandem:secret@db:port/tandem'])(
    'refuses %s in one line that does not show it',
    (value) => {
      expect(() => databaseUrl(value)).toThrow(
        'DATABASE_URL: must be a complete URL such as postgres://tandem:password@db:5432/tandem',
      );
    },
  );
});

describe('TANDEM_EVENTBRIDGE_REGIONS', () => {
  const regions = (value?: string) =>
    readServerSettings(value === undefined ? {} : { TANDEM_EVENTBRIDGE_REGIONS: value })
      .TANDEM_EVENTBRIDGE_REGIONS;

  it('is what Amazon has unless the operator names others', () => {
    expect(regions()).toHaveLength(38);
    expect(regions('us-iso-east-1, eusc-de-east-1,us-iso-east-1')).toEqual([
      'us-iso-east-1',
      'eusc-de-east-1',
    ]);
  });

  it.each([',', 'useast1', 'US-EAST-1', 'us-east-1;eu-west-1'])('refuses %s', (value) => {
    expect(() => regions(value)).toThrow('must be regions with hyphens');
  });
});

describe('TANDEM_AWS_ENVIRONMENT', () => {
  const [org, other] = [
    '8a1c3d52-0f4e-4b6a-9c7d-1e2f3a4b5c6d',
    '11111111-2222-4333-8444-555555555555',
  ];
  const allowed = (value?: string) =>
    readServerSettings(value === undefined ? {} : { TANDEM_AWS_ENVIRONMENT: value })
      .TANDEM_AWS_ENVIRONMENT;

  it('lets nobody use the credentials of the server unless the operator says who', () => {
    for (const [value, mine, others] of [
      [undefined, false, false],
      ['off', false, false],
      ['on', true, true],
      [`${org.toUpperCase()}, `, true, false],
    ] as const)
      expect([allowed(value)(org), allowed(value)(other)]).toEqual([mine, others]);
  });

  it.each([',', 'true', 'acme', `${org},acme`])('refuses %s', (value) => {
    expect(() => allowed(value)).toThrow('must be on, off, or ids of organisations');
  });
});
