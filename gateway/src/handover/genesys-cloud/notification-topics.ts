import { topicName } from '@tandem/contract';

/** What a subscription is about: a conversation, or everything that happens in a queue. */
export type Subject = `conversation:${string}` | `queue:${string}`;

export const conversationSubject = (id: string): Subject => `conversation:${id}`;
export const queueSubject = (id: string): Subject => `queue:${id}`;

/** Every change of owner and every end of a conversation shows in one of these. */
const suffixes = ['customer.end', 'user.start', 'user.end', 'acd.end'] as const;

/** Topics that one subject takes at most; a channel has room for so many. */
export const topicsOfSubject = suffixes.length;

export const topicsOf = (subject: Subject): readonly string[] => {
  const [kind, id = ''] = subject.split(':');
  return kind === 'queue'
    ? [topicName('v2.routing.queues.{id}.conversations.messages', id)]
    : suffixes.map((suffix) => topicName(`v2.detail.events.conversation.{id}.${suffix}`, id));
};

/** The subject that a topic belongs to; null for topics of others. */
export const subjectOf = (topic: unknown): Subject | null => {
  if (typeof topic !== 'string') return null;
  const conversation = /^v2\.detail\.events\.conversation\.([^.]+)\./.exec(topic)?.[1];
  if (conversation) return conversationSubject(conversation);
  const queue = /^v2\.routing\.queues\.([^.]+)\.conversations\.messages$/.exec(topic)?.[1];
  return queue ? queueSubject(queue) : null;
};
