import { expect, it } from 'vitest';
import type { FlowCallDeps } from './calls.types.ts';
import { openReference } from './secrets.ts';

it('a credential is asked for in the name of the person and of the flow', async () => {
  const asked: unknown[] = [];
  const openSecret: FlowCallDeps['openSecret'] = async (org, _, whose) => {
    asked.push([org, whose]);
    return 'value';
  };
  const secret = { kind: 'credential', credential: 'CRM', attribute: 'key' } as const;
  const deps = { openSecret } as FlowCallDeps;
  const origin = { org: 'acme', variables: {} };
  await openReference(deps, { ...origin, userId: 'ada', flow: 'Refund' }, secret);
  await openReference(deps, origin, secret);
  expect(asked).toEqual([
    ['acme', { userId: 'ada', flow: 'Refund' }],
    ['acme', { userId: null, flow: null }],
  ]);
});
