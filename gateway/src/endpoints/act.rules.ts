import type { Call, Principal } from '@tandem/contract';
import type { Act } from './endpoints.model.ts';

/** Who makes a change, for the audit log. */
export const actOf = (call: { principal: Principal } & Pick<Call, 'correlationId'>): Act => {
  const { userId, clientId } = call.principal;
  const actor = userId
    ? ({ kind: 'user', id: userId } as const)
    : ({ kind: 'client', id: clientId } as const);
  return { actor, correlationId: call.correlationId, principal: call.principal };
};
