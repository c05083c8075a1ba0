import { demoFlow, demoLanguages, demoNames, demoSkills, demoWrapupCodes } from './demo-content.ts';
import type { Wire } from './wire.ts';

type Named = { readonly id: string; readonly name: string };

const webhookPath = '/handover/genesysCloudOM';

const seedQueue = async (wire: Wire, agents: readonly string[]): Promise<Named> => {
  const queue = await wire<Named>('POST', '/api/v2/routing/queues', {
    name: demoNames.queue,
    mediaSettings: { message: { alertingTimeoutSeconds: 30 } },
    acwSettings: { wrapupPrompt: 'MANDATORY', timeoutMs: 300_000 },
  });
  await wire(
    'POST',
    `/api/v2/routing/queues/${queue.id}/members`,
    agents.map((id) => ({ id })),
  );
  const codes: Named[] = [];
  for (const name of demoWrapupCodes)
    codes.push(await wire<Named>('POST', '/api/v2/routing/wrapupcodes', { name }));
  await wire(
    'POST',
    `/api/v2/routing/queues/${queue.id}/wrapupcodes`,
    codes.map(({ id }) => ({ id })),
  );
  for (const name of demoLanguages) await wire('POST', '/api/v2/routing/languages', { name });
  for (const name of demoSkills) await wire('POST', '/api/v2/routing/skills', { name });
  return queue;
};

const seedFlow = async (wire: Wire): Promise<Named> => {
  const flow = await wire<Named>('POST', '/api/v2/flows', {
    name: demoNames.flow,
    type: 'INBOUNDSHORTMESSAGE',
  });
  await wire('POST', `/api/v2/flows/${flow.id}/versions`, demoFlow);
  await wire('POST', `/api/v2/flows/actions/publish?flow=${flow.id}&version=1`);
  return flow;
};

/** Queue, wrap-up codes, flow, platform and routing, as an administrator would make them. */
export const seedPlatform = async (
  wire: Wire,
  { url, webhookSecret, agents }: { url: string; webhookSecret: string; agents: readonly string[] },
): Promise<{ queue: Named }> => {
  const queue = await seedQueue(wire, agents);
  const flow = await seedFlow(wire);
  const integration = await wire<Named>(
    'POST',
    '/api/v2/conversations/messaging/integrations/open',
    {
      name: demoNames.integration,
      outboundNotificationWebhookUrl: `${url}${webhookPath}`,
      outboundNotificationWebhookSignatureSecretToken: webhookSecret,
    },
  );
  await wire('PUT', `/api/v2/routing/message/recipients/${integration.id}`, {
    flow: { id: flow.id },
  });
  return { queue };
};

type Integration = Named & { readonly outboundNotificationWebhookUrl?: string };

/** The demo's platform calls this process, whose address may have changed since the last start. */
export const moveDemoWebhook = async (wire: Wire, url: string): Promise<void> => {
  const { entities } = await wire<{ entities: Integration[] }>(
    'GET',
    '/api/v2/conversations/messaging/integrations/open?pageSize=100',
  );
  const demo = entities.find(({ name }) => name === demoNames.integration);
  const wanted = `${url}${webhookPath}`;
  if (!demo || demo.outboundNotificationWebhookUrl === wanted) return;
  await wire('PATCH', `/api/v2/conversations/messaging/integrations/open/${demo.id}`, {
    name: demo.name,
    outboundNotificationWebhookUrl: wanted,
  });
};
