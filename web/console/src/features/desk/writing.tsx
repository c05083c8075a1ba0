import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';
import { Composer } from './composer.tsx';
import type { Work } from './conversation-rules.ts';
import { NoteComposer } from './note-composer.tsx';
import type { Outbox } from './outbox.ts';
import { useNoteKey } from './use-desk-keys.ts';

type Mode = 'message' | 'note';
type WritingProps = {
  readonly work: Work;
  readonly outbox: Outbox;
  /** The customer can be written to now. */
  readonly toCustomer: boolean;
};

/** Writes to the customer or to colleagues; who cannot write to the customer leaves notes. */
export function Writing({ work, outbox, toCustomer }: WritingProps) {
  const { t } = useTranslation('desk');
  const { can } = useSession();
  const [chosen, choose] = useState<Mode>('message');
  const mayNote = can({ all: ['conversation:message:view', 'conversation:message:create'] });
  const mode = toCustomer ? chosen : 'note';
  const mayChoose = toCustomer && mayNote;
  useNoteKey(mayChoose ? () => choose(mode === 'note' ? 'message' : 'note') : null);
  return (
    <>
      {mayChoose && (
        <SegmentedControl
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          aria-label={t('note.mode')}
          data={[
            { value: 'message', label: t('note.toCustomer') },
            { value: 'note', label: t('note.toColleagues') },
          ]}
          value={mode}
          onChange={(value) => choose(value as Mode)}
        />
      )}
      {mode === 'message' && <Composer work={work} outbox={outbox} />}
      {mode === 'note' && mayNote && <NoteComposer conversationId={work.conversation.id ?? ''} />}
    </>
  );
}
