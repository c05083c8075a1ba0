import type { ConnectionCheck } from '@tandem/contract';
import { failed, passed, say, skipped, warned } from '../../checks/index.ts';
import { failureOf, saidOf } from '../connection-checks.ts';
import { deliveryCheck, type LastDelivery } from '../deliveries.ts';
import type { PartOwner } from '../handover.parts.ts';
import { findQueue, isRouted, type OpenIntegration } from './api.ts';
import type { GenesysClient } from './client.ts';
import { testPermissions } from './permission-test.ts';
import { type FoundPlatform, findPlatform, type PlatformMemory } from './platforms.ts';
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

type Input = {
  readonly client: GenesysClient;
  readonly settings: GenesysSettings;
  readonly owner: PartOwner;
  readonly platforms: PlatformMemory;
  readonly webhookUrl: string;
  readonly lastDelivery: LastDelivery | null;
  readonly signal: AbortSignal;
};

const platformCheck = (
  name: string,
  { platform, count }: FoundPlatform,
  hasFlow: boolean,
): ConnectionCheck => {
  if (!platform)
    return failed('integration', say(count > 1 ? 'platformsSeveral' : 'platformMissing', { name }));
  const { id } = platform;
  const found = say(count > 1 ? 'platformsSeveralKnown' : 'platformFound', { name, id });
  if (!hasFlow) return failed('integration', found, say('platformFlowless'));
  return count > 1 ? warned('integration', found) : passed('integration', found);
};

const testIntegration = async ({
  client,
  settings: { deploymentName: name },
  owner,
  platforms: memory,
  signal,
}: Input): Promise<{ check: ConnectionCheck; integration: OpenIntegration | null }> => {
  try {
    const found = await findPlatform(client, { name, owner, memory }, { signal });
    const { platform } = found;
    const hasFlow = !platform || (await isRouted(client, platform.id, { signal })) !== false;
    return { check: platformCheck(name, found, hasFlow), integration: platform };
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
export const testConnection = async (
  input: Input,
): Promise<{ checks: readonly ConnectionCheck[]; integration: OpenIntegration | null }> => {
  const { client, settings, webhookUrl, lastDelivery, signal } = input;
  const login = await testLogin(client);
  if (login.some(({ state }) => state === 'failed'))
    return { checks: [...login, ...later.map(skipped)], integration: null };
  const { check, integration } = await testIntegration(input);
  const queue = await testQueue(client, settings, signal);
  const webhook = integration ? testWebhook(integration, webhookUrl) : skipped('webhookUrl');
  const given = {
    ...{ integrationId: integration?.id ?? null, queueId: queue.queueId },
    withoutQueues: queue.check.said?.some(({ code }) => code === 'queuesForbidden') ?? false,
  };
  const permissions = await testPermissions(client, given, signal);
  return {
    checks: [...login, check, queue.check, webhook, deliveryCheck(lastDelivery), permissions],
    integration,
  };
};
