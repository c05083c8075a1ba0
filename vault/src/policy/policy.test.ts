import { vaultOperations as operations } from '@tandem/contract';
import { expect, it } from 'vitest';
import { startTestVault } from '../testing/index.ts';

it('tells that there is no external store where none is set up', async () => {
  await using test = await startTestVault();
  const ada = test.person('11111111-1111-4111-8111-111111111111');
  expect(await ada.call(operations.getVaultPolicy)).toEqual({
    status: 200,
    body: { insecureStrings: 'allowed', externalStore: false },
  });
});
