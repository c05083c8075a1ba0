const topic = 'v2.detail.events.conversation.{id}.customer.end';

/** Ready-made rule of an event bus: chats of open messaging whose customer is gone. */
export const endOfChatPattern = {
  'detail-type': [topic],
  detail: { eventBody: { mediaType: ['MESSAGE'], messageType: ['OPEN'] } },
};

/** What the workflow of a trigger posts; the braces are its own inputs. */
export const endOfChatBody = {
  topic,
  conversationId: '{{ conversationId }}',
  userId: '{{ addressFrom }}',
  disconnectType: '{{ disconnectType }}',
};
