import type { ConnectionCheck } from '@tandem/contract';
import { failed, passed, say, skipped, warned } from '../../checks/index.ts';
import { failureOf, saidOf } from '../connection-checks.ts';
import { deliveryCheck, type LastDelivery } from '../deliveries.ts';
import { findIntegration, findQueue, type OpenIntegration } from './api.ts';
import type { GenesysClient } from './client.ts';
import { testPermissions } from './permission-test.ts';
import type { GenesysSettings } from './settings.ts';

const testLogin = async (client: GenesysClient): Promise<readonly ConnectionCheck[]> => {
  const host = passed('host', say('centreAnswers'));
  try {
    await client.token();
    return [host, passed('credentials', say('clientAccepted'))];
  } catch (error) {
    const failure = failureOf(error);
    // An answer with a status came from the host; without one nobody was reached.
    if (failure.status === undefined)
      return [failed('host', saidOf(failure)), skipped('credentials')];
    return [host, failed('credentials', saidOf(failure))];
  }
};

const testIntegration = async (
  client: GenesysClient,
  { deploymentName }: GenesysSettings,
  signal: AbortSignal,
): Promise<{ check: ConnectionCheck; integration: OpenIntegration | null }> => {
  try {
    const integration = await findIntegration(client, deploymentName, { signal });
    const check = integration
      ? passed('integration', say('platformFound', { name: deploymentName, id: integration.id }))
      : failed('integration', say('platformMissing', { name: deploymentName }));
    return { check, integration };
  } catch (error) {
    const failure = failureOf(error);
    const said = failure.status === 403 ? say('platformsForbidden') : saidOf(failure);
    return { check: failed('integration', said), integration: null };
  }
};

const testQueue = async (
  client: GenesysClient,
  { queue }: GenesysSettings,
  signal: AbortSignal,
): Promise<{ check: ConnectionCheck; queueId: string | null }> => {
  const told = (check: ConnectionCheck) => ({ check, queueId: null });
  if (!queue) return told(passed('queue', say('queueNone')));
  try {
    const answer = await findQueue(client, queue, { signal });
    if (answer.queue) {
      const { id, name } = answer.queue;
      return { check: passed('queue', say('queueFound', { name, id })), queueId: id };
    }
    if (!answer.forbidden) return told(failed('queue', say('queueMissing', { name: queue })));
    return told(warned('queue', say('queuesForbidden')));
  } catch (error) {
    return told(failed('queue', saidOf(failureOf(error))));
  }
};

const testWebhook = (integration: OpenIntegration, webhookUrl: string): ConnectionCheck => {
  const { webhookUrl: entered } = integration;
  if (entered === webhookUrl) return passed('webhookUrl', say('platformUrlHere'));
  return failed(
    'webhookUrl',
    entered
      ? say('platformUrlElsewhere', { entered, wanted: webhookUrl })
      : say('platformUrlNone', { wanted: webhookUrl }),
  );
};

const later = ['integration', 'queue', 'webhookUrl', 'signature', 'permissions'] as const;

/** Tests the settings one after the other; each step has its own message. */
export const testConnection = async (input: {
  client: GenesysClient;
  settings: GenesysSettings;
  webhookUrl: string;
  lastDelivery: LastDelivery | null;
  signal: AbortSignal;
}): Promise<{ checks: readonly ConnectionCheck[]; integration: OpenIntegration | null }> => {
  const { client, settings, webhookUrl, lastDelivery, signal } = input;
  const login = await testLogin(client);
  if (login.some(({ state }) => state === 'failed'))
    return { checks: [...login, ...later.map(skipped)], integration: null };
  const { check, integration } = await testIntegration(client, settings, signal);
  const queue = await testQueue(client, settings, signal);
  const webhook = integration ? testWebhook(integration, webhookUrl) : skipped('webhookUrl');
  const given = { integrationId: integration?.id ?? null, queueId: queue.queueId };
  const permissions = await testPermissions(client, given, signal);
  return {
    checks: [...login, check, queue.check, webhook, deliveryCheck(lastDelivery), permissions],
    integration,
  };
};
