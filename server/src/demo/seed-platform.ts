import {
  demoFlow,
  demoFlowRequest,
  demoLanguages,
  demoNames,
  demoQueue,
  demoResponses,
  demoSkills,
  demoWrapupCodes,
} from './demo-content.ts';
import type { Wire } from './wire.ts';

type Named = { readonly id: string; readonly name: string };

const webhookPath = '/handover/genesysCloudOM';

type Page = { readonly entities: readonly Named[] };

/** The one of that name, made when there is none: a set-up that was interrupted is completed by the next. */
const ensure = async (
  wire: Wire,
  path: string,
  body: { readonly name: string },
): Promise<Named> => {
  const wanted = body.name.toLowerCase();
  for (let page = 1; ; page += 1) {
    const { entities } = await wire<Page>('GET', `${path}?pageSize=100&pageNumber=${page}`);
    const found = entities.find(({ name }) => name.toLowerCase() === wanted);
    if (found) return found;
    if (entities.length < 100) return wire<Named>('POST', path, body);
  }
};

const seedQueue = async (wire: Wire, agents: readonly string[]): Promise<Named> => {
  const queue = await ensure(wire, '/api/v2/routing/queues', demoQueue);
  await wire(
    'POST',
    `/api/v2/routing/queues/${queue.id}/members`,
    agents.map((id) => ({ id })),
  );
  const codes: Named[] = [];
  for (const name of demoWrapupCodes)
    codes.push(await ensure(wire, '/api/v2/routing/wrapupcodes', { name }));
  await wire(
    'POST',
    `/api/v2/routing/queues/${queue.id}/wrapupcodes`,
    codes.map(({ id }) => ({ id })),
  );
  for (const name of demoLanguages) await ensure(wire, '/api/v2/routing/languages', { name });
  for (const name of demoSkills) await ensure(wire, '/api/v2/routing/skills', { name });
  return queue;
};

const responsesPath = '/api/v2/responsemanagement/responses';

/** Whoever gave no name is greeted without one. */
const namelessCustomer = { id: 'customer.firstName', defaultValue: 'there' } as const;

/** Canned responses in a library of their own. */
const seedResponses = async (wire: Wire): Promise<void> => {
  const library = await ensure(wire, '/api/v2/responsemanagement/libraries', {
    name: demoNames.library,
  });
  const { entities } = await wire<Page>('GET', `${responsesPath}?libraryId=${library.id}`);
  const there = new Set(entities.map(({ name }) => name));
  for (const { name, text } of demoResponses)
    if (!there.has(name))
      await wire('POST', responsesPath, {
        name,
        libraries: [{ id: library.id }],
        texts: [{ content: text, contentType: 'text/plain' }],
        substitutions: text.includes(`{{${namelessCustomer.id}}}`) ? [namelessCustomer] : [],
      });
};

const seedFlow = async (wire: Wire): Promise<Named> => {
  const flow = await ensure(wire, '/api/v2/flows', demoFlowRequest);
  const version = await wire<{ readonly id: string }>(
    'POST',
    `/api/v2/flows/${flow.id}/versions`,
    demoFlow,
  );
  await wire('POST', `/api/v2/flows/actions/publish?flow=${flow.id}&version=${version.id}`);
  return flow;
};

const integrationsPath = '/api/v2/conversations/messaging/integrations/open';

/** An integration that is there already has a secret nobody knows any more: it gets the new one. */
const seedIntegration = async (
  wire: Wire,
  { url, webhookSecret }: { url: string; webhookSecret: string },
): Promise<Named> => {
  const settings = {
    name: demoNames.integration,
    outboundNotificationWebhookUrl: `${url}${webhookPath}`,
    outboundNotificationWebhookSignatureSecretToken: webhookSecret,
  };
  const integration = await ensure(wire, integrationsPath, settings);
  await wire('PATCH', `${integrationsPath}/${integration.id}`, settings);
  return integration;
};

/** Queue, wrap-up codes, flow, platform and routing, as an administrator would make them. */
export const seedPlatform = async (
  wire: Wire,
  { url, webhookSecret, agents }: { url: string; webhookSecret: string; agents: readonly string[] },
): Promise<{ queue: Named }> => {
  const queue = await seedQueue(wire, agents);
  await seedResponses(wire);
  const flow = await seedFlow(wire);
  const integration = await seedIntegration(wire, { url, webhookSecret });
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
    `${integrationsPath}?pageSize=100`,
  );
  const demo = entities.find(({ name }) => name === demoNames.integration);
  const wanted = `${url}${webhookPath}`;
  if (!demo || demo.outboundNotificationWebhookUrl === wanted) return;
  await wire('PATCH', `${integrationsPath}/${demo.id}`, {
    name: demo.name,
    outboundNotificationWebhookUrl: wanted,
  });
};
