import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEgressGuard, parseEgressRule, systemClock } from '@tandem/kit';
import { expect, it } from 'vitest';
import { org, outgoing } from '../destination-driver.suite.ts';
import { awsBusKind } from './aws.driver.ts';
import {
  accessKeyId,
  refuseSignature,
  secretAccessKey,
  startStrictEndpoint,
} from './strict-endpoint.fixture.ts';

const answer = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
  <SessionToken>role-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`;

/** STS as far as AssumeRole goes: who asks is checked, and what for. */
const startSts = async () => {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = request;
    const keys = new Map([[accessKeyId, secretAccessKey]]);
    if (refuseSignature({ method, url, headers, body }, keys, 'sts') === null)
      asked.push(new URLSearchParams(body.toString()));
    response.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
};

it('sends in an assumed role: asked for once, with the external id', async () => {
  const [sts, endpoint] = [await startSts(), await startStrictEndpoint()];
  endpoint.keys.clear();
  endpoint.keys.set('ASIAROLE', 'role-secret');
  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] });
  const driver = await awsBusKind({ guard, clock: systemClock }).open({
    ...{ id: 'd', org, name: 'one', envelope: 'native' },
    settings: {
      ...{ eventBus: 'orders', authentication: 'assumeRole', region: 'eu-central-1' },
      ...{ roleArn: 'arn:aws:iam::012345678901:role/tandem' },
      ...{ endpoint: endpoint.url, stsEndpoint: sts.url },
    },
    secrets: { accessKeyId, secretAccessKey, externalId: 'external' },
    source: { name: 'aws.partner/a/b/c', account: '', region: '' },
  });
  for (const n of [1, 2])
    expect(await driver.send([outgoing(n)])).toMatchObject({ outcomes: [{ kind: 'delivered' }] });
  expect(sts.asked.map((one) => [one.get('RoleArn'), one.get('ExternalId')])).toEqual([
    ['arn:aws:iam::012345678901:role/tandem', 'external'],
  ]);
  await driver[Symbol.asyncDispose]();
  await Promise.all([sts.stop(), endpoint.stop()]);
});
