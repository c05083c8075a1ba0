import type { Api } from '../harness/api.ts';

type Made = { readonly id: string };

/** A channel of an endpoint, a handover provider and an article, by the names that paths give to their ids. */
export const addBotSide = async (admin: Api, endpointId: string) => {
  const secret = 'a secret of the first tenant';
  const channel = await admin.ok<Made>('POST', '/tandem/gateway/channels', {
    ...{ name: 'Theirs', kind: 'webhook', endpointId },
    settings: { callbackUrl: `${admin.url}/theirs`, secret },
  });
  const provider = await admin.ok<Made>('POST', '/tandem/gateway/handover-providers', {
    ...{ name: 'Theirs', kind: 'webhook' },
    settings: { webhookAddress: `${admin.url}/theirs`, webhookSecret: secret },
  });
  const article = await admin.ok<Made>('POST', '/tandem/gateway/knowledge/articles', {
    ...{ title: 'Theirs', text: 'Something confidential', language: 'en' },
  });
  return {
    /** Means something else on the platform's side. */
    channelId: channel.id,
    ids: { providerId: provider.id, articleId: article.id },
  };
};
