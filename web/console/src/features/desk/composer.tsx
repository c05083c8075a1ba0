import {
  ActionIcon,
  Button,
  FileButton,
  Group,
  Pill,
  Text,
  Textarea,
  Tooltip,
} from '@mantine/core';
import { IconMessageBolt, IconPaperclip, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';
import { CannedPicker } from './canned-picker.tsx';
import { type Canned, fillCanned, insertAt, knownOf, openPlace } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';
import { keepDraft, readDraft } from './drafts.ts';
import { useOfferedText } from './offered-text.ts';
import type { Outbox } from './outbox.ts';
import { useCannedKey } from './use-desk-keys.ts';
import { useAgentTyping } from './use-typing.ts';

/** The wire's limits for what an agent sends. */
const MAX_TEXT = 2000;
const MAX_FILE_BYTES = 25_000_000;

type ComposerProps = { readonly work: Work; readonly outbox: Outbox };
type Selection = { readonly start: number; readonly end: number };

/** A file that goes along, unless it is too large. */
function useFile() {
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
function useText({ conversation }: Work) {
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
function useCannedResponses(work: Work, { text, write }: ReturnType<typeof useText>) {
  const { me, can } = useSession();
  const field = useRef<HTMLTextAreaElement>(null);
  const [opened, setOpened] = useState(false);
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
    const part = fillCanned(response, knownOf(work, me.name ?? ''));
    const next = insertAt(text, part, selection());
    write(next.text);
    setOpened(false);
    setWanted(openPlace(next.text) ?? { start: next.cursor, end: next.cursor });
  };
  const close = () => {
    setOpened(false);
    setWanted(selection());
  };
  return { field, may, opened, open, pick, close };
}

/** Where the agent writes: Enter sends, Shift and Enter begin a line, a file goes with its caption. */
export function Composer({ work, outbox }: ComposerProps) {
  const { t } = useTranslation('desk');
  const typed = useText(work);
  const { text, write } = typed;
  const { file, tooLarge, reset, attach } = useFile();
  const canned = useCannedResponses(work, typed);
  useCannedKey(canned.may ? canned.open : null);
  useOfferedText(work.conversation.id ?? '', (part) => write(text ? `${text}\n${part}` : part));
  const left = MAX_TEXT - text.length;
  const sendable = (text.trim() !== '' || file !== null) && left >= 0;

  const send = () => {
    if (!sendable) return;
    void outbox.add({ conversationId: work.conversation.id ?? '', text: text.trim(), file });
    write('');
    attach(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '/' && text === '' && canned.may) {
      event.preventDefault();
      canned.open();
      return;
    }
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <>
      {canned.opened && <CannedPicker work={work} onPick={canned.pick} onClose={canned.close} />}
      {file && (
        <Pill
          style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
          withRemoveButton
          onRemove={() => attach(null)}
          removeButtonProps={{ 'aria-label': t('composer.removeFile') }}
        >
          {file.name}
        </Pill>
      )}
      {tooLarge && (
        <Text size="sm" c="red" role="alert">
          {t('composer.tooLarge')}
        </Text>
      )}
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <FileButton onChange={attach} resetRef={reset}>
          {(props) => (
            <ActionIcon
              {...props}
              variant="default"
              size="input-sm"
              aria-label={t('composer.attach')}
            >
              <IconPaperclip size={18} />
            </ActionIcon>
          )}
        </FileButton>
        {canned.may && (
          <Tooltip label={t('canned.open')}>
            <ActionIcon
              variant="default"
              size="input-sm"
              aria-label={t('canned.open')}
              aria-expanded={canned.opened}
              onClick={canned.opened ? canned.close : canned.open}
            >
              <IconMessageBolt size={18} />
            </ActionIcon>
          </Tooltip>
        )}
        <Textarea
          ref={canned.field}
          style={{ flex: 1 }}
          aria-label={t('composer.label')}
          placeholder={t('composer.placeholder')}
          autosize
          minRows={1}
          maxRows={8}
          autoFocus
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pasted = event.clipboardData.files[0];
            if (pasted) attach(pasted);
          }}
          error={left < 0 ? t('composer.tooLong', { count: -left }) : null}
        />
        <Button onClick={send} disabled={!sendable} leftSection={<IconSend size={18} />}>
          {t('composer.send')}
        </Button>
      </Group>
      {openPlace(text) && (
        <Text size="xs" role="status">
          {t('canned.unfilled')}
        </Text>
      )}
      {left >= 0 && left < 200 && (
        <Text size="xs" c="dimmed" role="status">
          {t('composer.left', { count: left })}
        </Text>
      )}
    </>
  );
}
