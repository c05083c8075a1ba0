import type { ConnectionCheck } from '@tandem/contract';
import { failed, failureOf, passed, skipped, warned } from '../connection-checks.ts';
import { deliveryCheck, type LastDelivery } from '../deliveries.ts';
import { findIntegration, findQueue, type OpenIntegration } from './api.ts';
import type { GenesysClient } from './client.ts';
import { testPermissions } from './permission-test.ts';
import type { GenesysSettings } from './settings.ts';

const testLogin = async (client: GenesysClient): Promise<readonly ConnectionCheck[]> => {
  const host = passed('host', 'The contact centre answers.');
  try {
    await client.token();
    return [host, passed('credentials', 'The client is accepted.')];
  } catch (error) {
    const failure = failureOf(error);
    // An answer with a status came from the host; without one nobody was reached.
    if (failure.status === undefined)
      return [failed('host', failure.reason), skipped('credentials')];
    return [host, failed('credentials', failure.reason)];
  }
};

const forbiddenList =
  'The client may not list platforms: without messaging:integration:view none is found, and no handover begins.';

const testIntegration = async (
  client: GenesysClient,
  { deploymentName }: GenesysSettings,
  signal: AbortSignal,
): Promise<{ check: ConnectionCheck; integration: OpenIntegration | null }> => {
  try {
    const integration = await findIntegration(client, deploymentName, { signal });
    const check = integration
      ? passed('integration', `The platform "${deploymentName}" exists (id ${integration.id}).`)
      : failed(
          'integration',
          `There is no open messaging platform named "${deploymentName}". Compare the Deployment Name.`,
        );
    return { check, integration };
  } catch (error) {
    const { status, reason } = failureOf(error);
    const message = status === 403 ? forbiddenList : reason;
    return { check: failed('integration', message), integration: null };
  }
};

const testQueue = async (
  client: GenesysClient,
  { queue }: GenesysSettings,
  signal: AbortSignal,
): Promise<{ check: ConnectionCheck; queueId: string | null }> => {
  const told = (check: ConnectionCheck) => ({ check, queueId: null });
  if (!queue) return told(passed('queue', 'No queue is set: the message flow decides.'));
  try {
    const answer = await findQueue(client, queue, { signal });
    if (answer.queue) {
      const { id, name } = answer.queue;
      return { check: passed('queue', `The queue "${name}" exists (id ${id}).`), queueId: id };
    }
    if (!answer.forbidden) return told(failed('queue', `There is no queue "${queue}".`));
    const message =
      'The client may not look up queues: without routing:queue:view the queue is passed on as it is written.';
    return told(warned('queue', message));
  } catch (error) {
    return told(failed('queue', failureOf(error).reason));
  }
};

const testWebhook = (integration: OpenIntegration, webhookUrl: string): ConnectionCheck => {
  if (integration.webhookUrl === webhookUrl)
    return passed('webhookUrl', 'The webhook URL is this server.');
  return failed(
    'webhookUrl',
    `The platform delivers to ${integration.webhookUrl ?? 'no address'}. Enter ${webhookUrl} there.`,
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
