import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { MessageItem } from '../chat/index.ts';
import { useUi } from './context.ts';
import type { PendingFiles } from './use-files.ts';

/** What the visitor is writing. */
export interface Draft {
  readonly words: string;
  readonly write: (words: string) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Puts a message that was not sent back into the field, or only away. */
  readonly takeBack: (item: MessageItem, anew: boolean) => void;
}

export function useDraft(files: PendingFiles): Draft {
  const { chat } = useUi();
  const [words, write] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const takeBack = (item: MessageItem, anew: boolean) => {
    chat.withdraw(item.clientId ?? '');
    if (anew) {
      write((now) => [item.text, now].filter((part) => part.trim() !== '').join('\n'));
      files.add(item.files);
    }
    // The button that had the focus is gone with the message.
    field.current?.focus();
  };
  return { words, write, field, takeBack };
}
