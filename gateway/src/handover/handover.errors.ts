import { defineErrors } from '@tandem/kit';

export const handoverErrors = defineErrors('gateway.handover', {
  badBody: {
    status: 400,
    code: 'bad.request',
    text: 'The request could not be understood by the server due to malformed syntax.',
  },
  badDelivery: {
    status: 400,
    code: 'gateway.handover.delivery',
    text: 'The delivery cannot be read: {problem}.',
  },
  unknownIntegration: {
    status: 404,
    code: 'gateway.handover.integration.unknown',
    text: 'No endpoint hands over to this integration. Test the connection of the endpoint once.',
  },
  badSignature: {
    status: 403,
    code: 'gateway.handover.signature.invalid',
    text: 'The signature does not match the body. Compare the Webhook Secret with that of the platform.',
  },
  tooManySignals: {
    status: 429,
    code: 'gateway.handover.event.too.many',
    text: 'Too many signals without a key. Try again in {seconds} seconds.',
  },
  badKey: {
    status: 403,
    code: 'gateway.handover.event.forbidden',
    text: 'The event is not taken. Compare detector, key and event source suffix of the endpoint.',
  },
});
