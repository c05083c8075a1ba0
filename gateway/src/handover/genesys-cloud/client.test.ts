import { createEgressGuard, createHttpClient } from '@tandem/kit';
import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { createGenesysClient } from './client.ts';

const bases = { login: 'https://login.example.com', api: 'https://api.example.com' };
const settings = { bases, clientId: 'client', clientSecret: 'secret' } as Parameters<
  typeof createGenesysClient
>[0]['settings'];

/** A client whose calls end at the egress guard. */
const clientWith = (lookup: (host: string) => Promise<readonly { address: string }[]>) => {
  const guard = createEgressGuard({ allow: [], lookup: lookup as never });
  return createGenesysClient({
    http: createHttpClient({ guard }),
    clock: createTestClock(),
    settings,
  });
};

describe('a contact centre that cannot be called', () => {
  const request = { method: 'GET', path: '/api/v2/tokens/me' } as const;

  it('may be called later when its name cannot be resolved just now', async () => {
    const client = clientWith(() => Promise.reject(new Error('EAI_AGAIN')));
    await expect(client.request(request)).rejects.toMatchObject({ kind: 'retry' });
  });

  it('is never called when its address is not allowed', async () => {
    const client = clientWith(async () => [{ address: '10.0.0.1' }]);
    await expect(client.request(request)).rejects.toMatchObject({ kind: 'refused' });
  });
});
