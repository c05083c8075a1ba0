import type { Ui } from './context.ts';

/** What the window shows. */
export type Screen =
  | { readonly kind: 'home' | 'chat' | 'history' }
  | { readonly kind: 'past'; readonly conversationId: string };

/** A conversation that goes on comes before the home screen. */
export const firstScreen = ({ settings, chat }: Ui): Screen =>
  settings.home && !chat.hasConversation ? { kind: 'home' } : { kind: 'chat' };
