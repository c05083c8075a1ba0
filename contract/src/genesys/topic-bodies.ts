import type { Static } from 'typebox';
import type { topicSchemas } from './generated/topic-schemas.ts';

/** Template of a topic Tandem knows. */
export type TopicTemplate = keyof typeof topicSchemas;

/** Body of the events of a topic: `TopicBody<'v2.users.{id}.presence'>`. */
export type TopicBody<T extends TopicTemplate> = Static<(typeof topicSchemas)[T]>;
