import { Button, Group, Textarea } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import classes from './desk.module.css';
import { keepDraft, readDraft } from './drafts.ts';
import { useAddNote } from './use-colleagues.ts';

const MAX_NOTE = 4000;

/** Where colleagues write to each other; it looks unlike the field for messages, so that nothing is sent by mistake. */
export function NoteComposer({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation('desk');
  const place = `note.${conversationId}`;
  const [text, setText] = useState(() => readDraft(sessionStorage, place));
  const add = useAddNote(conversationId);
  const write = (next: string) => {
    setText(next);
    keepDraft(sessionStorage, place, next);
  };
  const save = () => {
    if (text.trim() === '' || add.isPending) return;
    add.mutate(text.trim(), { onSuccess: () => write('') });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    save();
  };
  return (
    <>
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <Textarea
          style={{ flex: 1 }}
          classNames={{ input: classes['noteField'] ?? '' }}
          leftSection={<IconLock size={16} />}
          aria-label={t('note.field')}
          placeholder={t('note.placeholder')}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={MAX_NOTE}
          autoFocus
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button
          variant="default"
          onClick={save}
          disabled={text.trim() === ''}
          loading={add.isPending}
        >
          {t('note.save')}
        </Button>
      </Group>
      {add.isError && <ErrorNotice error={add.error} />}
    </>
  );
}
