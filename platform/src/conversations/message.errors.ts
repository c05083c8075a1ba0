import { defineErrors } from '@tandem/kit';

export const messageErrors = defineErrors('messages', {
  textTooLong: {
    status: 400,
    code: 'message.too.long',
    text: 'textBody may have at most {most} characters.',
  },
  nothingToSend: {
    status: 400,
    code: 'bad.request',
    text: 'A message needs textBody, mediaIds, messagingTemplate or content.',
  },
  severalKinds: {
    status: 400,
    code: 'bad.request',
    text: 'A message carries one kind: files, a messagingTemplate (without textBody) or structured content.',
  },
  unknownResponse: {
    status: 400,
    code: 'bad.request',
    text: 'messagingTemplate: there is no response with the responseId "{id}".',
  },
  badContent: { status: 400, code: 'bad.request', text: 'content[{part}]: {problem}.' },
  contentNoList: { status: 400, code: 'bad.request', text: 'content: has to be a list.' },
  mixedContent: {
    status: 400,
    code: 'bad.request',
    text: 'content: several quick replies, or one card, or one carousel.',
  },
  tooManyParts: {
    status: 400,
    code: 'bad.request',
    text: 'content: at most {most} quick replies.',
  },
  noQuestion: {
    status: 400,
    code: 'bad.request',
    text: 'content: quick replies need a textBody that they answer.',
  },
  onlyOpen: {
    status: 400,
    code: 'bad.request',
    text: 'Only the messenger type open is offered here, not {type}.',
  },
  noAddress: { status: 400, code: 'bad.request', text: 'toAddress: must not be empty.' },
  integrationGone: {
    status: 409,
    code: 'integration.not.found',
    text: 'The open messaging integration of the conversation was deleted.',
  },
  unknownIntegration: {
    status: 400,
    code: 'bad.request',
    text: 'There is no open messaging integration with the id {id}.',
  },
  unknownContact: {
    status: 400,
    code: 'bad.request',
    text: 'There is no external contact with the id {id}.',
  },
  conversationOpen: {
    status: 409,
    code: 'conversation.active',
    text: 'The customer is in the open conversation {id} already.',
  },
  noRecipient: {
    status: 400,
    code: 'bad.request',
    text: 'The queue {name} has no open messaging address for outbound messages.',
  },
  mediaUnknown: {
    status: 400,
    code: 'bad.request',
    text: 'There is no uploaded media with the id {id} on this communication.',
  },
  mediaNotAllowed: {
    status: 400,
    code: 'media.type.not.allowed',
    text: 'The supported content profile does not allow {mime} to be sent.',
  },
  mediaTooLarge: {
    status: 413,
    code: 'media.too.large',
    text: 'Media may have at most {most} bytes.',
  },
  mediaMismatch: {
    status: 400,
    code: 'bad.request',
    text: 'The upload does not match the announced {what}.',
  },
  linkExpired: {
    status: 410,
    code: 'media.link.expired',
    text: 'The address of the file has expired. Read the message again for a new one.',
  },
  uploadRefused: {
    status: 403,
    code: 'not.authorized',
    text: 'The address of the upload is not valid, was used, or has expired.',
  },
});
