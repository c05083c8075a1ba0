export { type ActionEffect, actionEffect, actionTitle } from './card-actions.ts';
export { type Card, isCard, readCard } from './cards.ts';
export { readableOn } from './contrast.ts';
export { type Placed, place } from './groups.ts';
export { type TextPart, textParts } from './rich-text.ts';
export { linkUrl, mediaUrl } from './safe-url.ts';
export * from './state.ts';
export { ChatStore, type PastConversation } from './store.ts';
