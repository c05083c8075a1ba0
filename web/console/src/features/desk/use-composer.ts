import { useEffect, useRef, useState } from 'react';
import { useSession } from '#src/session/session.ts';
import { type Canned, fillCanned, insertAt, knownOf, openPlace } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';
import { keepDraft, readDraft } from './drafts.ts';
import { isTemplate } from './template-rules.ts';
import { useAgentTyping } from './use-typing.ts';

/** As many as the wire takes. */
const MAX_FILE_BYTES = 25_000_000;

type Selection = { readonly start: number; readonly end: number };

/** A file that goes along, unless it is too large. */
export function useFile() {
  const [file, setFile] = useState<File | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const reset = useRef<() => void>(null);
  const attach = (chosen: File | null) => {
    const large = chosen !== null && chosen.size > MAX_FILE_BYTES;
    setTooLarge(large);
    setFile(large ? null : chosen);
    reset.current?.();
  };
  return { file, tooLarge, reset, attach };
}

/** The text that is written; a draft of it outlives a reload and a look at another conversation. */
export function useText({ conversation }: Work) {
  const conversationId = conversation.id ?? '';
  const [text, setText] = useState(() => readDraft(sessionStorage, conversationId));
  const signalTyping = useAgentTyping(conversation);
  const write = (next: string) => {
    setText(next);
    keepDraft(sessionStorage, conversationId, next);
    if (next) signalTyping();
  };
  return { text, write };
}

/** Canned responses: chosen, filled in and put where the cursor stands; what nobody knows is selected. */
export function useCannedResponses(work: Work, { text, write }: ReturnType<typeof useText>) {
  const { me, can } = useSession();
  const field = useRef<HTMLTextAreaElement>(null);
  const [opened, setOpened] = useState(false);
  const [template, setTemplate] = useState<Canned | null>(null);
  const [wanted, setWanted] = useState<Selection | null>(null);
  const may = can({ all: ['responses:response:view'] });
  const open = () => {
    if (may) setOpened(true);
  };
  useEffect(() => {
    if (!wanted) return;
    field.current?.focus();
    field.current?.setSelectionRange(wanted.start, wanted.end);
    setWanted(null);
  }, [wanted]);
  const selection = (): Selection => ({
    start: field.current?.selectionStart ?? text.length,
    end: field.current?.selectionEnd ?? text.length,
  });
  const pick = (response: Canned) => {
    setOpened(false);
    if (isTemplate(response)) {
      setTemplate(response);
      return;
    }
    const part = fillCanned(response, knownOf(work, me));
    const next = insertAt(text, part, selection());
    write(next.text);
    setWanted(openPlace(next.text) ?? { start: next.cursor, end: next.cursor });
  };
  const close = () => {
    setOpened(false);
    setWanted(selection());
  };
  const closeTemplate = () => {
    setTemplate(null);
    setWanted(selection());
  };
  return { field, may, opened, open, pick, close, template, closeTemplate };
}

/** Answers to tap that go along; none while a file does. */
export function useQuickReplies(withFile: boolean) {
  const [replies, change] = useState<readonly string[]>([]);
  const [wanted, setWanted] = useState(false);
  const close = () => {
    change([]);
    setWanted(false);
  };
  const opened = wanted && !withFile;
  return {
    replies: opened ? replies : [],
    opened,
    change,
    close,
    toggle: wanted ? close : () => setWanted(true),
  };
}
