import { Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AcceptButton } from './accept-button.tsx';
import {
  type Conversation,
  isParked,
  type Lists,
  queueOf,
  type Stage,
  type Work,
} from './conversation-rules.ts';
import { DeclinedHint } from './declined-hint.tsx';
import classes from './desk.module.css';
import { Elapsed } from './elapsed.tsx';
import { QuestionMark } from './question-mark.tsx';
import { SlaMark } from './sla-mark.tsx';
import { useCustomerName } from './use-customer-name.ts';

type ConversationListProps = {
  readonly lists: Lists;
  readonly selected: string | null;
  readonly typing: (conversationId: string) => boolean;
  readonly unread: (conversation: Conversation) => number;
  readonly onSelect: (key: string) => void;
};

const STAGES: readonly Stage[] = ['offered', 'active', 'afterCallWork', 'along'];
/** Shown only while there is something in it. */
const SELDOM: readonly Stage[] = ['along'];

function since({ mine, stage }: Work): string | undefined {
  if (stage === 'offered') return mine.startAlertingTime ?? mine.startTime;
  return stage === 'afterCallWork' ? (mine.startAcwTime ?? mine.endTime) : mine.connectedTime;
}

const idOf = ({ mine }: Work): string => `work-${mine.id}`;

type ItemProps = Omit<ConversationListProps, 'lists'> & {
  readonly work: Work;
};

function Item({ work, selected, typing, unread, onSelect }: ItemProps) {
  const { conversation, key, stage } = work;
  const { t } = useTranslation('desk');
  const nameOf = useCustomerName();
  const id = conversation.id ?? '';
  const start = since(work);
  const news = stage === 'active' ? unread(conversation) : 0;
  const line = (
    <Text size="xs" c="dimmed" truncate>
      {typing(id) && stage !== 'afterCallWork'
        ? t('typing')
        : isParked(work)
          ? t('park.short')
          : queueOf(work)?.name}
    </Text>
  );
  return (
    <UnstyledButton
      id={idOf(work)}
      className={classes['item']}
      data-stage={stage}
      data-selected={key === selected}
      aria-current={key === selected}
      onClick={() => onSelect(key)}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} truncate>
          {nameOf(conversation)}
        </Text>
        <Group gap={6} wrap="nowrap">
          {news > 0 && (
            <Badge size="sm" circle={news < 10} aria-label={t('lists.unread', { count: news })}>
              {news}
            </Badge>
          )}
          {start && <Elapsed since={start} />}
        </Group>
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        {stage === 'along' ? <QuestionMark conversationId={id}>{line}</QuestionMark> : line}
        <SlaMark work={work} />
      </Group>
    </UnstyledButton>
  );
}

/** Offered, active and after-call work, each with what is waiting in it. */
export function ConversationList({ lists, ...rest }: ConversationListProps) {
  const { t } = useTranslation('desk');
  const { selected, onSelect } = rest;
  // An offer in view has the key itself; otherwise it means the oldest.
  const isInView = lists.offered.some(({ key }) => key === selected);
  const meant = isInView ? undefined : lists.offered[0]?.key;
  return (
    <div className={classes['scroll']}>
      {STAGES.filter((stage) => !SELDOM.includes(stage) || lists[stage].length > 0).map((stage) => (
        <section key={stage} aria-label={t(`lists.${stage}`)}>
          <Group gap="xs" px="sm" pt="sm" pb={4}>
            <Text size="xs" fw={600} c="dimmed" tt="uppercase" component="h2">
              {t(`lists.${stage}`)}
            </Text>
            <Badge
              size="sm"
              variant="light"
              color={stage === 'offered' && lists.offered.length > 0 ? 'orange' : 'gray'}
            >
              {lists[stage].length}
            </Badge>
          </Group>
          {lists[stage].map((work) => (
            <div key={work.key}>
              <Item work={work} {...rest} />
              {stage === 'offered' && work.key !== selected && (
                <AcceptButton
                  work={work}
                  hasKey={work.key === meant}
                  describedBy={idOf(work)}
                  onAccepted={onSelect}
                />
              )}
            </div>
          ))}
          {stage === 'offered' && <DeclinedHint />}
          {lists[stage].length === 0 && (
            <Text size="sm" c="dimmed" px="sm">
              {t(`lists.empty.${stage}`)}
            </Text>
          )}
        </section>
      ))}
    </div>
  );
}
