import { connectionOperations as operations } from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { expect, it } from 'vitest';
import { startTestConnections } from './testing/people.ts';

it('takes no address without its scheme, and nothing is stored', async () => {
  await using at = await startTestConnections();
  const ada = at.person(systemIds.uuid());
  const complete = 'https://127.0.0.1/token';
  const request = {
    ...{ name: 'CRM', provider: 'custom', grant: 'authorizationCode', clientId: 'id' },
    ...{ clientSecret: 'planted-secret', tokenUrl: complete, authorizationUrl: complete },
  };
  const refused = async (more: object, named: string) => {
    const body = { ...request, ...more };
    const reply = await ada.call(operations.postConnections, { body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'connection.invalid' } });
    expect(reply.body.message).toContain(`"${named}" is no`);
    expect(reply.body.message).toContain('complete https:// address');
  };
  for (const field of ['tokenUrl', 'authorizationUrl', 'revocationUrl', 'issuer'])
    for (const address of ['example.com/token', '//example.com/token', 'example.com:443/token'])
      await refused({ [field]: address }, address);
  for (const host of ['example.com/token', 'login.example.com/token', 'example.com?x=1'])
    await refused({ provider: 'genesys', host }, host);
  expect((await ada.call(operations.getConnections)).body.total).toBe(0);
});
