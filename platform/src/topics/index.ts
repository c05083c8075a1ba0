export { conversationPrefix } from './conversation.source.ts';
export type { RendererDeps } from './needs.ts';
export { createRenderEvents } from './render-events.ts';
export { type RenderedTopic, renderTopics } from './renderer.ts';
export type { TopicRef } from './topic.model.ts';
export { sourceOf, typesOfTopics } from './topic.sources.ts';
