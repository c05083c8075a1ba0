import { Group, Text } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';
import classes from './desk.module.css';
import { questionFor } from './question-rules.ts';
import { type Note, useNotes } from './use-colleagues.ts';

/** Nothing tells that somebody who reads along already is asked once more. */
const ASK_AGAIN_MS = 15_000;

type Of = { readonly conversationId: string };

function useQuestion(conversationId: string, everyMs?: number): Note | null {
  const { me } = useSession();
  return questionFor(useNotes(conversationId, everyMs), me.id);
}

function Asker({ question, size }: { readonly question: Note; readonly size: 'xs' | 'sm' }) {
  const { t } = useTranslation('desk');
  return (
    <Group gap={4} wrap="nowrap" className={classes['asker'] ?? ''}>
      <IconMessageQuestion size={16} aria-hidden style={{ flex: 'none' }} />
      <Text size={size} fw={600} truncate>
        {t('along.asks', { name: question.author.name })}
      </Text>
    </Group>
  );
}

/** In the list: who waits for an answer, else what is handed in. */
export function QuestionMark({ conversationId, children }: Of & { readonly children: ReactNode }) {
  const question = useQuestion(conversationId, ASK_AGAIN_MS);
  return question ? <Asker question={question} size="xs" /> : children;
}

/** At the top of a conversation: the question that waits for an answer. */
export function QuestionBar({ conversationId }: Of) {
  const question = useQuestion(conversationId);
  if (!question) return null;
  return (
    <div className={classes['question']} role="status">
      <Asker question={question} size="sm" />
      <Text size="sm" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
        {question.text}
      </Text>
    </div>
  );
}
