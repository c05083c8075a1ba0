import { ActionIcon, Button, FileButton, Group, Pill, Text, Textarea } from '@mantine/core';
import { IconPaperclip, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from './conversation-rules.ts';
import { keepDraft, readDraft } from './drafts.ts';
import type { Outbox } from './outbox.ts';
import { useAgentTyping } from './use-typing.ts';

/** The wire's limits for what an agent sends. */
const MAX_TEXT = 2000;
const MAX_FILE_BYTES = 25_000_000;

type ComposerProps = { readonly conversation: Conversation; readonly outbox: Outbox };

/** Where the agent writes: Enter sends, Shift and Enter begin a line, a file goes with its caption. */
export function Composer({ conversation, outbox }: ComposerProps) {
  const { t } = useTranslation('desk');
  const conversationId = conversation.id ?? '';
  const [text, setText] = useState(() => readDraft(sessionStorage, conversationId));
  const [file, setFile] = useState<File | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const resetFile = useRef<() => void>(null);
  const signalTyping = useAgentTyping(conversation);
  const left = MAX_TEXT - text.length;
  const sendable = (text.trim() !== '' || file !== null) && left >= 0;

  const write = (next: string) => {
    setText(next);
    keepDraft(sessionStorage, conversationId, next);
    if (next) signalTyping();
  };
  const attach = (chosen: File | null) => {
    const tooLarge = chosen !== null && chosen.size > MAX_FILE_BYTES;
    setRefusal(tooLarge ? t('composer.tooLarge') : null);
    setFile(tooLarge ? null : chosen);
    resetFile.current?.();
  };
  const send = () => {
    if (!sendable) return;
    void outbox.add({ conversationId, text: text.trim(), file });
    setText('');
    keepDraft(sessionStorage, conversationId, '');
    setFile(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <>
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
      {refusal && (
        <Text size="sm" c="red" role="alert">
          {refusal}
        </Text>
      )}
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <FileButton onChange={attach} resetRef={resetFile}>
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
        <Textarea
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
      {left >= 0 && left < 200 && (
        <Text size="xs" c="dimmed" role="status">
          {t('composer.left', { count: left })}
        </Text>
      )}
    </>
  );
}
