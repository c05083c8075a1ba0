import { Badge, Group, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { useChangeLabels, useLabels, useUsedLabels } from './use-labels.ts';

const MOST_LABELS = 20;
/** Under the customer's name: the side pane shows all of them. */
const SHOWN_LABELS = 4;

/** The labels of a conversation, as they stand under the customer's name. */
export function LabelBadges({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation('desk');
  const labels = useLabels(conversationId);
  if (labels.length === 0) return null;
  const further = labels.slice(SHOWN_LABELS);
  return (
    <Group gap={4} mt={2} role="list" aria-label={t('labels.title')}>
      {labels.slice(0, SHOWN_LABELS).map((name) => (
        <Badge key={name} role="listitem" size="sm" variant="default" tt="none" maw={200}>
          {name}
        </Badge>
      ))}
      {further.length > 0 && (
        <Badge role="listitem" size="sm" variant="default" tt="none" title={further.join(', ')}>
          {t('labels.further', { count: further.length })}
        </Badge>
      )}
    </Group>
  );
}

/** Puts labels on the conversation and takes them off; those of the organisation are offered. */
export function LabelsField({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation('desk');
  const { can } = useSession();
  const labels = useLabels(conversationId);
  const used = useUsedLabels();
  const change = useChangeLabels(conversationId);
  return (
    <section>
      <TagsInput
        label={t('labels.title')}
        description={t(labels.length < MOST_LABELS ? 'labels.help' : 'labels.full', {
          count: MOST_LABELS,
        })}
        placeholder={t('labels.add')}
        size="sm"
        data={[...used]}
        value={[...labels]}
        maxTags={MOST_LABELS}
        maxLength={60}
        disabled={!can({ all: ['conversation:message:create'] })}
        clearable={false}
        onChange={(after) => change.mutate({ before: labels, after })}
      />
      {change.isError && <ErrorNotice error={change.error} />}
    </section>
  );
}
