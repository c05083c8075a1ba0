import type { ConnectionCheck } from '@tandem/contract';
import { type CheckCode, failed, passed, say, warned } from '../../checks/index.ts';
import { failureOf, saidOf } from '../connection-checks.ts';
import type { GenesysClient } from './client.ts';
import { onQueueQuery } from './waiting.rules.ts';

/** An id that no conversation has: whoever may look gets told so, whoever may not is refused first. */
const nobody = '00000000-0000-4000-8000-000000000000';

type Probe = {
  readonly permission: string;
  /** What does not work without it. */
  readonly cost: CheckCode;
  /** Without it no handover comes about. */
  readonly isNeeded?: boolean;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
};

/** Whether one may read conversations themselves shows only with one of them: it is left to the handovers. */
const probesOf = (given: {
  readonly integrationId: string | null;
  readonly queueId: string | null;
}): readonly Probe[] => {
  const { integrationId, queueId } = given;
  const receive: Probe = {
    permission: 'conversation:message:receive',
    cost: 'withoutReceive',
    isNeeded: true,
    method: 'POST',
    path: `/api/v2/conversations/messages/${integrationId}/inbound/open/message`,
    // Refused for what it lacks, where it is not refused for who asks.
    body: {},
  };
  const figures: Probe = {
    permission: 'analytics:queueObservation:view',
    cost: 'withoutFigures',
    method: 'POST',
    path: '/api/v2/analytics/queues/observations/query',
    body: onQueueQuery(queueId ?? nobody),
  };
  return [
    ...(integrationId ? [receive] : []),
    {
      permission: 'analytics:conversationDetail:view',
      cost: 'withoutDetails',
      method: 'GET',
      path: `/api/v2/analytics/conversations/${nobody}/details`,
    },
    ...(queueId ? [figures] : []),
  ];
};

/** Asks for what the client may not do, one question for each permission; nothing is changed by it. */
export const testPermissions = async (
  client: GenesysClient,
  given: {
    readonly integrationId: string | null;
    readonly queueId: string | null;
    /** Whether the queue could not be looked up before for want of a permission. */
    readonly withoutQueues: boolean;
  },
  signal: AbortSignal,
): Promise<ConnectionCheck> => {
  const missing: Probe[] = [];
  try {
    for (const probe of probesOf(given)) {
      const { method, path, body } = probe;
      const answer = await client.request({ method, path, body, signal });
      if (answer.status === 403) missing.push(probe);
    }
  } catch (error) {
    return warned('permissions', saidOf(failureOf(error)));
  }
  const before = given.withoutQueues
    ? [say('withoutQueues', { permission: 'routing:queue:view' })]
    : [];
  if (missing.length + before.length === 0) return passed('permissions', say('permissionsAll'));
  const asked = missing.map(({ permission, cost }) => say(cost, { permission }));
  const said = [...before, ...asked];
  return missing.some(({ isNeeded }) => isNeeded)
    ? failed('permissions', ...said)
    : warned('permissions', ...said);
};
