import { failed, passed, say } from '../../checks/index.ts';
import { type HandoverProvider, ProviderFailure } from '../provider.model.ts';
import { botConnectorKind } from './answer-event.ts';

/** Conversations that a flow of a contact centre has with a bot begin so. */
export const botConnectorPrefix = 'bc-';

const notCalled = () =>
  new ProviderFailure({
    kind: 'refused',
    reason: 'The bot hands over to the flow that calls it, and no flow called it here.',
  });

const nothing = async () => {};

/**
 * Handover to the flow that calls the bot: the flow hears in the answer to its call that the bot asks for an agent,
 * and goes on from there. Nothing is sent.
 */
export const createBotConnectorProvider = (): HandoverProvider => ({
  kind: botConnectorKind,
  label: 'Genesys Bot Connector',
  fields: [
    {
      name: 'verifyToken',
      label: 'Verify token',
      help: 'The value of the field verify-token in the credentials of the Genesys Bot Connector integration. Each call has it in the header of that name.',
      type: 'text',
      required: true,
      secret: true,
    },
  ],
  capabilities: {
    typing: false,
    receipts: false,
    attachments: false,
    queueInfo: false,
    endFromUser: true,
    richMessages: false,
    maxTextLength: 10_000,
  },
  // Whichever flow calls.
  placeOf: () => [],
  webhookPath: (endpoint) => `/botconnector/${encodeURIComponent(endpoint)}`,
  test: async ({ owner: { part } }) => [
    part.closed?.['verifyToken']
      ? failed(
          'credentials',
          say('verifyTokenClosed', { reason: part.closed['verifyToken'].reason }),
        )
      : passed('credentials', say('verifyTokenSet')),
  ],
  checkAvailability: async () => ({ state: 'available', reason: 'The calling flow goes on.' }),
  async start({ session }) {
    if (!session.conversationId.startsWith(botConnectorPrefix)) throw notCalled();
    return { remote: { flow: 'calling' }, remoteConversation: null, endedParticipants: [] };
  },
  // The flow has the conversation: what the customer says from here on does not come here.
  sendMessage: async () => ({ remoteConversation: null }),
  sendTyping: nothing,
  sendReceipt: nothing,
  getEstimatedWait: async () => null,
  end: nothing,
  observe: async () => null,
  watch: () => () => {},
  watchQueue: () => () => {},
  isWatched: () => false,
  verifyWebhook: () => false,
  readSignal: () => null,
  verifySignal: () => null,
  readWebhook: () => null,
  stop: nothing,
});
