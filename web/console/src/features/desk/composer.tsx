import { Button, Group, Pill, Text, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CannedPicker } from './canned-picker.tsx';
import { ComposerHints, ComposerTools } from './composer-tools.tsx';
import type { Work } from './conversation-rules.ts';
import { useOfferedText } from './offered-text.ts';
import type { Outbox } from './outbox.ts';
import { QuickRepliesField } from './quick-replies-field.tsx';
import { TemplateForm } from './template-form.tsx';
import { useCannedResponses, useFile, useQuickReplies, useText } from './use-composer.ts';
import { useCannedKey } from './use-desk-keys.ts';

/** The wire's limit for what an agent sends. */
const MAX_TEXT = 2000;

type ComposerProps = { readonly work: Work; readonly outbox: Outbox };
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
  const { replies, ...quick } = useQuickReplies(file !== null);
  const hasText = text.trim() !== '';
  const sendable = (replies.length > 0 ? hasText : hasText || file !== null) && left >= 0;

  const send = () => {
    if (!sendable) return;
    const conversationId = work.conversation.id ?? '';
    void outbox.add({ conversationId, text: text.trim(), file, replies });
    write('');
    attach(null);
    quick.close();
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
      {canned.template && (
        <TemplateForm
          key={canned.template.id}
          work={work}
          outbox={outbox}
          response={canned.template}
          onClose={canned.closeTemplate}
        />
      )}
      {quick.opened && (
        <QuickRepliesField replies={replies} onChange={quick.change} onClose={quick.close} />
      )}
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
      <Group align="flex-end" gap="xs">
        <ComposerTools file={file} quick={quick} canned={canned} reset={reset} attach={attach} />
        <Textarea
          ref={canned.field}
          // On a phone the tools stand above it.
          style={{ flex: '1 1 14rem' }}
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
            if (pasted && !quick.opened) attach(pasted);
          }}
          error={left < 0 ? t('composer.tooLong', { count: -left }) : null}
        />
        <Button onClick={send} disabled={!sendable} leftSection={<IconSend size={18} />}>
          {t('composer.send')}
        </Button>
      </Group>
      <ComposerHints text={text} needsText={replies.length > 0 && !hasText} left={left} />
    </>
  );
}
