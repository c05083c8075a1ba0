import type { ConnectionCheck } from '@tandem/contract';
import { ProviderFailure } from '../provider.model.ts';
import { findIntegration, findQueue, type OpenIntegration } from './api.ts';
import type { GenesysClient } from './client.ts';
import type { GenesysSettings } from './settings.ts';

type Check = ConnectionCheck['check'];
const ok = (check: Check, message: string): ConnectionCheck => ({ check, state: 'ok', message });
const failed = (check: Check, message: string): ConnectionCheck => ({
  check,
  state: 'failed',
  message,
});
const skipped = (check: Check): ConnectionCheck => ({
  check,
  state: 'skipped',
  message: 'Not tested because an earlier step failed.',
});

const reasonOf = (error: unknown): ProviderFailure => {
  if (error instanceof ProviderFailure) return error;
  throw error;
};

const testLogin = async (client: GenesysClient): Promise<readonly ConnectionCheck[]> => {
  try {
    await client.token();
    return [
      ok('host', 'The contact centre answers.'),
      ok('credentials', 'The client is accepted.'),
    ];
  } catch (error) {
    const failure = reasonOf(error);
    // An answer with a status came from the host; without one nobody was reached.
    if (failure.status === undefined)
      return [failed('host', failure.reason), skipped('credentials')];
    return [ok('host', 'The contact centre answers.'), failed('credentials', failure.reason)];
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
      ? ok('integration', `The platform "${deploymentName}" exists.`)
      : failed(
          'integration',
          `There is no open messaging platform named "${deploymentName}". Compare the Deployment Name.`,
        );
    return { check, integration };
  } catch (error) {
    return { check: failed('integration', reasonOf(error).reason), integration: null };
  }
};

const testQueue = async (
  client: GenesysClient,
  { queue }: GenesysSettings,
  signal: AbortSignal,
): Promise<ConnectionCheck> => {
  if (!queue) return ok('queue', 'No queue is set: the message flow decides.');
  try {
    const answer = await findQueue(client, queue, { signal });
    if (answer.queue) return ok('queue', `The queue "${answer.queue.name}" exists.`);
    if (!answer.forbidden) return failed('queue', `There is no queue "${queue}".`);
    const message = 'The client may not look up queues: the queue is passed on as it is written.';
    return { check: 'queue', state: 'warning', message };
  } catch (error) {
    return failed('queue', reasonOf(error).reason);
  }
};

const testWebhook = (integration: OpenIntegration, webhookUrl: string): ConnectionCheck => {
  if (integration.webhookUrl === webhookUrl)
    return ok('webhookUrl', 'The webhook URL is this server.');
  return failed(
    'webhookUrl',
    `The platform delivers to ${integration.webhookUrl ?? 'no address'}. Enter ${webhookUrl} there.`,
  );
};

/** Tests the settings one after the other; each step has its own message. */
export const testConnection = async (input: {
  client: GenesysClient;
  settings: GenesysSettings;
  webhookUrl: string;
  signal: AbortSignal;
}): Promise<{ checks: readonly ConnectionCheck[]; integration: OpenIntegration | null }> => {
  const { client, settings, webhookUrl, signal } = input;
  const login = await testLogin(client);
  if (login.some(({ state }) => state === 'failed'))
    return {
      checks: [...login, skipped('integration'), skipped('queue'), skipped('webhookUrl')],
      integration: null,
    };
  const { check, integration } = await testIntegration(client, settings, signal);
  const queue = await testQueue(client, settings, signal);
  const webhook = integration ? testWebhook(integration, webhookUrl) : skipped('webhookUrl');
  return { checks: [...login, check, queue, webhook], integration };
};
