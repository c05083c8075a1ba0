import type { SdkApis } from './foreign-sdk.ts';
import type { Middleware } from './signed-webhooks.ts';

/** Greets and puts the customer into a queue: the flow of a typical integration. */
const greetAndQueue = (queue: string) => ({
  language: 1,
  kind: 'inboundMessage',
  variables: [],
  start: 'greet',
  actions: [
    { id: 'greet', type: 'sendResponse', name: 'Greet', settings: { text: 'Connected' } },
    { id: 'queue', type: 'transferToAcd', name: 'To the queue', settings: { queue } },
  ],
  edges: [{ from: 'greet', outlet: 'next', to: 'queue' }],
});

const idOf = ({ id }: { id?: string }): string => {
  if (!id) throw new Error('no id');
  return id;
};

/** Sets a contact centre up by nothing but calls of the SDK. */
export const setUpBySdk = async (
  apis: SdkApis,
  { name, middleware }: { name: string; middleware: Pick<Middleware, 'url' | 'secret'> },
) => {
  const queue = await apis.routing.postRoutingQueues({
    name: `${name} queue`,
    mediaSettings: { message: { alertingTimeoutSeconds: 30 } },
    acwSettings: { wrapupPrompt: 'OPTIONAL' },
  });
  const wrapupCode = await apis.routing.postRoutingWrapupcodes({ name: `${name} solved` });
  await apis.routing.postRoutingQueueWrapupcodes(idOf(queue), [{ id: idOf(wrapupCode) }]);
  const flow = await apis.architect.postFlows({
    name: `${name} flow`,
    type: 'INBOUNDSHORTMESSAGE',
  });
  await apis.architect.postFlowVersions(idOf(flow), greetAndQueue(idOf(queue)));
  await apis.architect.postFlowsActionsPublish(idOf(flow), { version: '1' });
  const integration = await apis.conversations.postConversationsMessagingIntegrationsOpen({
    name,
    outboundNotificationWebhookUrl: middleware.url,
    outboundNotificationWebhookSignatureSecretToken: middleware.secret,
    webhookHeaders: { 'X-Middleware-Key': 'of the tests' },
  });
  await apis.routing.putRoutingMessageRecipient(idOf(integration), {
    flow: { id: idOf(flow) },
  } as never);
  return {
    queue: idOf(queue),
    wrapupCode: idOf(wrapupCode),
    flow: idOf(flow),
    integration: idOf(integration),
  };
};
