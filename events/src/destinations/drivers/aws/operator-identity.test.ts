import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEgressGuard, parseEgressRule, systemClock } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { org, outgoing } from '../destination-driver.suite.ts';
import type { OpenDestination } from '../driver.port.ts';
import { awsBusKind, awsPartnerKind } from './aws.driver.ts';

const operator = {
  AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
  AWS_SECRET_ACCESS_KEY: 'operator-secret',
  AWS_SESSION_TOKEN: 'operator-token',
};
const roleArn = 'arn:aws:iam::012345678901:role/tandem';

/** Somebody's own server: whatever reaches it is theirs. */
const startTenant = async () => {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(JSON.stringify(request.headers));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
};

describe('the identity of the operator at AWS', () => {
  let tenant: Awaited<ReturnType<typeof startTenant>>;
  beforeEach(async () => {
    for (const [name, value] of Object.entries(operator)) vi.stubEnv(name, value);
    tenant = await startTenant();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await tenant.stop();
  });

  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] });
  const kindsFor = (ofEnvironment?: (one: string) => boolean) => {
    const deps = { guard, clock: systemClock, ...(ofEnvironment ? { ofEnvironment } : {}) };
    return [awsBusKind(deps), awsPartnerKind(deps)];
  };
  const destination = (
    settings: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
  ): OpenDestination => ({
    ...{ id: 'd', org, name: 'one', envelope: 'native', secrets },
    settings: { eventBus: 'orders', region: 'eu-central-1', ...settings },
    source: { name: 'aws.partner/a/b/c', account: '012345678901', region: 'eu-central-1' },
  });
  /** What opening it, and sending if it opens, tells. */
  const tried = async (
    kind: ReturnType<typeof awsBusKind>,
    given: OpenDestination,
  ): Promise<string> => {
    try {
      const driver = await kind.open(given);
      await driver.send([outgoing(1)]);
      await driver[Symbol.asyncDispose]();
      return 'sent';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };

  it.each([
    ['static', { accessKeyId: '', secretAccessKey: '' }],
    ['static', { accessKeyId: 'AKIATENANT', secretAccessKey: ' ' }],
    ['static', {}],
    ['assumeRole', { accessKeyId: '', secretAccessKey: '' }],
    ['assumeRole', { accessKeyId: 'AKIATENANT' }],
    ['assumeRole', {}],
    ['environment', { accessKeyId: 'AKIATENANT', secretAccessKey: 'secret' }],
    ['environment', {}],
  ])('does not leave for an address of a tenant: %s with %j', async (authentication, secrets) => {
    for (const ofEnvironment of [undefined, () => true])
      for (const kind of kindsFor(ofEnvironment)) {
        const addresses = { endpoint: tenant.url, stsEndpoint: tenant.url };
        const given = destination({ authentication, roleArn, ...addresses }, secrets);
        expect(await tried(kind, given)).toMatch(/^destination\./);
      }
    expect(tenant.received).toEqual([]);
  });

  it.each(['environment', 'assumeRole'])(
    'is used for %s only by organisations that the operator lets',
    async (authentication) => {
      const settings = { eventBus: 'orders', region: 'eu-central-1', authentication, roleArn };
      const input = { settings, secrets: [], region: null };
      for (const kind of kindsFor((one) => one === org)) {
        expect(kind.problemOf?.({ ...input, org })).toBeNull();
        expect(kind.problemOf?.({ ...input, org: 'another' })).toMatchObject({
          problem: expect.stringContaining('TANDEM_AWS_ENVIRONMENT'),
        });
        await expect(
          kind.open({ ...destination({ authentication, roleArn }, {}), org: 'another' }),
        ).rejects.toMatchObject({ code: 'destination.environment.forbidden' });
      }
      for (const kind of kindsFor()) expect(kind.problemOf?.({ ...input, org })).not.toBeNull();
    },
  );

  it('says which secret is empty, and nothing of what it or others hold', async () => {
    const [kind] = kindsFor();
    const secrets = { accessKeyId: 'AKIATENANT', secretAccessKey: '' };
    const opening = kind?.open(destination({ authentication: 'static' }, secrets));
    await expect(opening).rejects.toMatchObject({
      ...{ code: 'destination.secret.empty', status: 400 },
      message: expect.stringContaining('secretAccessKey'),
    });
    await expect(opening).rejects.not.toMatchObject({
      message: expect.stringContaining('AKIATENANT'),
    });
  });
});
