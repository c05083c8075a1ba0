import type { Api } from './api.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

type Action = { id: string; type: string; settings: Record<string, string> };

/** Answers every message with its own text, so that each reply names what it answers. */
export const echo: readonly Action[] = [
  { id: 'echo', type: 'sendResponse', settings: { text: '{{message.text}}' } },
];

/** Puts the customer into a queue without a word. */
export const toQueue = (queue: string): readonly Action[] => [
  { id: 'queue', type: 'transferToAcd', settings: { queue } },
];

const publishFlow = async (admin: Api, name: string, actions: readonly Action[]) => {
  const flow = await admin.ok<{ id: string }>('POST', '/api/v2/flows', {
    name,
    type: 'INBOUNDSHORTMESSAGE',
  });
  await admin.ok('POST', `/api/v2/flows/${flow.id}/versions`, {
    language: 1,
    kind: 'inboundMessage',
    variables: [],
    start: actions[0]?.id,
    actions: actions.map((action) => ({ ...action, name: action.id })),
    edges: actions.slice(1).map(({ id }, index) => ({
      from: actions[index]?.id,
      outlet: 'next',
      to: id,
    })),
  });
  await admin.ok('POST', `/api/v2/flows/actions/publish?flow=${flow.id}&version=1`);
  return flow.id;
};

/** An open integration whose messages run through a flow; answers its id. */
export const addChannel = async (
  admin: Api,
  {
    name,
    actions,
    receiver,
  }: {
    name: string;
    actions: readonly Action[];
    receiver: Pick<WebhookReceiver, 'url' | 'secret'>;
  },
): Promise<string> => {
  const integration = await admin.ok<{ id: string }>(
    'POST',
    '/api/v2/conversations/messaging/integrations/open',
    {
      name,
      outboundNotificationWebhookUrl: receiver.url,
      outboundNotificationWebhookSignatureSecretToken: receiver.secret,
    },
  );
  const flowId = await publishFlow(admin, name, actions);
  await admin.ok('PUT', `/api/v2/routing/message/recipients/${integration.id}`, {
    flow: { id: flowId },
  });
  return integration.id;
};
