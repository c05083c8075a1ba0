import { Badge, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { Fragment, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useProblem } from '#src/components/use-problem.ts';
import { inRegion } from '#src/i18n/region.ts';
import type { Conversation } from './conversation-rules.ts';
import classes from './desk.module.css';
import { MessageBubble } from './message-bubble.tsx';
import { type ChatMessage, startsDay } from './message-rules.ts';
import { NoteBubble, TransferNoteBubble } from './note-bubble.tsx';
import type { Outgoing } from './outbox.ts';
import { fileReasonOf, fileTypeOf, isFinal } from './refusal-rules.ts';
import { type TransferNote, transferNotesOf } from './transfer-rules.ts';
import { type Note, useNotes } from './use-colleagues.ts';
import { useCustomerName } from './use-customer-name.ts';
import { useHistory } from './use-history.ts';
import type { useOutbox } from './use-outbox.ts';
import { useStayAtEnd } from './use-stay-at-end.ts';

type HistoryProps = {
  readonly conversation: Conversation;
  readonly typing: boolean;
  readonly outbox: ReturnType<typeof useOutbox>;
};

/** Why it was not sent. */
function useReason(): (outgoing: Outgoing) => string {
  const { t } = useTranslation('desk');
  const problem = useProblem();
  return ({ error, file }) => {
    const reason = fileReasonOf(error);
    if (!reason) return problem(error);
    const type = reason === 'fileRefused' && file ? fileTypeOf(file.name) : null;
    return type ? t('message.typeRefused', { type }) : t(`message.${reason}`);
  };
}

function OutgoingBubble({
  outgoing,
  outbox,
}: {
  readonly outgoing: Outgoing;
  readonly outbox: HistoryProps['outbox']['outbox'];
}) {
  const { t } = useTranslation('desk');
  const failed = outgoing.state === 'failed';
  const reasonOf = useReason();
  const final = isFinal(outgoing.error);
  return (
    <div className={classes['bubble']} data-side="agent" data-state={outgoing.state}>
      <Text size="sm" className={classes['text'] ?? ''}>
        {outgoing.text}
      </Text>
      {outgoing.file && <Text size="sm">{outgoing.file.name}</Text>}
      <Text
        size="xs"
        {...(failed ? { className: classes['refusal'] ?? '' } : { c: 'dimmed' })}
        role={failed ? 'alert' : 'status'}
      >
        {failed ? t('message.failed') : t('message.sending')}
        {failed ? ` ${reasonOf(outgoing)}` : ''}
      </Text>
      {failed && (
        <Group gap="xs" mt={4}>
          {!final && (
            <Button size="compact-xs" onClick={() => void outbox.retry(outgoing.key)}>
              {t('message.retry')}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant={final ? 'filled' : 'default'}
            onClick={() => outbox.discard(outgoing.key)}
          >
            {t(final ? 'message.remove' : 'message.discard')}
          </Button>
        </Group>
      )}
    </div>
  );
}

type Said = { readonly id: string; readonly time: string } & (
  | { readonly kind: 'message'; readonly message: ChatMessage }
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'transfer'; readonly note: TransferNote }
);

/** Messages with the notes of colleagues between them, in order of time. */
const inOrder = (
  messages: readonly ChatMessage[],
  notes: readonly Note[],
  transfers: readonly TransferNote[],
): readonly Said[] =>
  [
    ...messages.map((message) => ({
      ...{ id: message.id, time: message.time, kind: 'message' as const, message },
    })),
    ...notes.map((note) => ({
      ...{ id: note.id, time: note.dateCreated, kind: 'note' as const, note },
    })),
    ...transfers.map((note) => ({
      ...{ id: note.id, time: note.time, kind: 'transfer' as const, note },
    })),
  ].sort((a, b) => a.time.localeCompare(b.time));

/** What was said, what is on its way, and whether the customer types. The newest stays in view. */
export function History({ conversation, typing, outbox }: HistoryProps) {
  const { t, i18n } = useTranslation('desk');
  const { messages, loading, query } = useHistory(conversation);
  const notes = useNotes(conversation.id ?? '');
  const said = useMemo(
    () => inOrder(messages, notes, transferNotesOf(conversation)),
    [messages, notes, conversation],
  );
  const box = useRef<HTMLDivElement>(null);
  const waiting = outbox.items.filter((one) => one.conversationId === conversation.id);
  const name = useCustomerName()(conversation);
  const days = new Intl.DateTimeFormat(inRegion(i18n.language), { dateStyle: 'full' });

  const failed =
    waiting.filter(({ state }) => state === 'failed').length +
    messages.filter(({ delivery }) => delivery === 'failed').length;
  useStayAtEnd(box, {
    news: `${said.length} ${waiting.length} ${typing}`,
    growth: `${failed}`,
  });

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
    <div ref={box} className={classes['history']} role="log" aria-label={t('history')} tabIndex={0}>
      {loading && <LoadingState />}
      {query.isError && messages.length === 0 && (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      )}
      {said.map((one, index) => (
        <Fragment key={one.id}>
          {startsDay(one, said[index - 1]) && (
            <Badge variant="default" tt="none" className={classes['day'] ?? ''}>
              {days.format(new Date(one.time))}
            </Badge>
          )}
          {one.kind === 'message' && <MessageBubble message={one.message} customer={name} />}
          {one.kind === 'note' && <NoteBubble note={one.note} />}
          {one.kind === 'transfer' && <TransferNoteBubble note={one.note} />}
        </Fragment>
      ))}
      {waiting.map((outgoing) => (
        <OutgoingBubble key={outgoing.key} outgoing={outgoing} outbox={outbox.outbox} />
      ))}
      {typing && (
        <div className={classes['bubble']} data-side="customer" role="status">
          <span className={classes['dots']} aria-hidden>
            <span />
            <span />
            <span />
          </span>
          <VisuallyHidden>{t('typingName', { name })}</VisuallyHidden>
        </div>
      )}
    </div>
  );
}
