import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ChatStore, MessageItem } from '../chat/index.ts';
import type { Settings } from '../embed/options.ts';
import type { Language } from '../locales/index.ts';
import type { Consent } from './consent.ts';

/** What every part of the window needs. */
export interface Ui {
  readonly chat: ChatStore;
  readonly language: Language;
  readonly settings: Settings;
  readonly consent: Consent;
  readonly now: () => number;
  /** An earlier conversation is shown: nothing in it can be answered any more. */
  readonly isPast?: true;
  /** Takes a message that was not sent out of the list, to be written anew or to be forgotten. */
  readonly takeBack?: (item: MessageItem, anew: boolean) => void;
}

export const UiContext = createContext<Ui | undefined>(undefined);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (!ui) throw new Error('The chat is drawn outside of its context.');
  return ui;
}
