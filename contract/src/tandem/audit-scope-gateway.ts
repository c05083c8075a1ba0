import { type AuditScope, on, reads, runtime } from './audit-scope-words.ts';

const [endpoint, article, flow, channel] = [
  on('endpoint'),
  on('article'),
  on('flow'),
  on('channel'),
];
const tries = runtime('Tries a connection and changes nothing.');
const conversation = runtime('Work in a conversation; its timeline tells of it.');
const message = runtime('A message or a sign of life of a channel; the conversation tells of it.');
const session = runtime('A session of the caller, without effect on others.');
const execution = runtime(
  'An execution of a flow; the list of executions tells who started it and how it ended.',
);

const directLine = ['/v3/directline', '/endpoints/{endpointToken}/v3/directline'];
const endpoints = '/tandem/gateway/endpoints';
const providers = '/tandem/gateway/handover-providers';
const channels = '/tandem/gateway/channels';
const knowledge = '/tandem/gateway/knowledge';
const copilotApi = '/copilot/api';
const automation = '/tandem/gateway/flows/{flowId}';

/** Operations of the bot side. */
export const gatewayScopes: Readonly<Record<string, AuditScope>> = {
  [`POST ${endpoints}`]: endpoint('create'),
  [`PUT ${endpoints}/{endpointId}`]: endpoint('update'),
  [`DELETE ${endpoints}/{endpointId}`]: endpoint('delete'),
  [`POST ${endpoints}/{endpointId}/secret`]: endpoint('secret'),
  [`POST ${endpoints}/{endpointId}/test`]: tries,
  [`POST ${endpoints}/{endpointId}/bot/test`]: tries,
  [`POST ${providers}`]: on('handoverProvider')('create'),
  [`PUT ${providers}/{providerId}`]: on('handoverProvider')('update'),
  [`DELETE ${providers}/{providerId}`]: on('handoverProvider')('delete'),
  [`POST ${providers}/{providerId}/test`]: tries,
  'POST /handover/webhook/{ownerId}': message,
  'POST /handover/chatwoot/{ownerId}': message,
  'POST /botconnector/{endpointId}': message,
  [`PUT ${endpoints}/{endpointId}/handling`]: endpoint('update'),
  [`POST ${channels}`]: channel('create'),
  [`PUT ${channels}/{channelId}`]: channel('update'),
  [`DELETE ${channels}/{channelId}`]: channel('delete'),
  [`POST ${channels}/{channelId}/redrive`]: channel('redrive'),
  [`POST ${channels}/{channelId}/test`]: tries,
  [`POST ${channels}/{channelId}/connect`]: runtime(
    'Tells the vendor the address that is stored, and changes nothing here.',
  ),
  'POST /channels/{channelToken}': message,
  [`PUT ${endpoints}/{endpointId}/copilot`]: endpoint('update'),
  'POST /tandem/gateway/conversations/{conversationId}/copilot': session,
  'POST /tandem/gateway/conversations/{conversationId}/handovers': conversation,
  [`POST ${copilotApi}/open`]: session,
  [`POST ${copilotApi}/knowledge`]: reads,
  [`POST ${copilotApi}/tiles/{tileId}/input`]: conversation,
  [`POST ${knowledge}/articles`]: article('create'),
  [`PUT ${knowledge}/articles/{articleId}`]: article('update'),
  [`DELETE ${knowledge}/articles/{articleId}`]: article('delete'),
  [`POST ${knowledge}/import`]: article('create', 'update'),
  [`POST ${knowledge}/search`]: reads,
  [`POST ${automation}/executions`]: execution,
  [`POST ${automation}/executions/{executionId}/stop`]: execution,
  [`POST ${automation}/executions/{executionId}/rerun`]: execution,
  [`POST ${automation}/triggers`]: flow('update'),
  [`PUT ${automation}/triggers/{triggerId}`]: flow('update'),
  [`DELETE ${automation}/triggers/{triggerId}`]: flow('update'),
  'POST /handover/genesysCloudOM': message,
  ...Object.fromEntries(
    directLine.flatMap((base) => [
      [`POST ${base}/tokens/generate`, session],
      [`POST ${base}/tokens/refresh`, session],
      [`POST ${base}/conversations`, message],
      [`POST ${base}/conversations/{conversationId}/activities`, message],
      [`POST ${base}/conversations/{conversationId}/upload`, message],
      [`POST ${base}/conversations/{conversationId}/identity`, session],
      [`POST ${base}/visitor`, session],
      [`POST ${base}/visitor/conversations/{conversationId}/resume`, session],
    ]),
  ),
};
