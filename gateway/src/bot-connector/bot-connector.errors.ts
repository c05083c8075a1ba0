import { defineErrors } from '@tandem/kit';

export const botConnectorErrors = defineErrors('gateway.bot-connector', {
  notFound: {
    status: 404,
    code: 'gateway.bot.connector.unknown',
    text: 'There is no bot at this address. Copy the address from the endpoint; its handover provider is Genesys Bot Connector.',
  },
  badToken: {
    status: 401,
    code: 'gateway.bot.connector.token',
    text: 'The header verify-token is missing or not the one of the endpoint.',
  },
  noSession: {
    status: 400,
    code: 'bad.request',
    text: 'botSessionId or genesysConversationId is required.',
  },
  noText: {
    status: 400,
    code: 'bad.request',
    text: 'inputMessage holds neither text nor a button response.',
  },
  tooLong: {
    status: 504,
    code: 'gateway.bot.connector.timeout',
    text: 'The bot did not answer within {seconds} seconds.',
  },
});
