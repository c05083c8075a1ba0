import { Avatar, Button, DataList, Group, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from '#src/components/copy-field.tsx';
import { inRegion } from '#src/i18n/region.ts';
import { contextOf } from './context-rules.ts';
import type { Work } from './conversation-rules.ts';
import { LabelsField } from './labels-field.tsx';
import { useAuthor } from './message-bubble.tsx';
import { transcript } from './message-rules.ts';
import { useCustomerName } from './use-customer-name.ts';
import { useDataWords } from './use-data-words.ts';
import { useHistory } from './use-history.ts';

type Row = { readonly key: string; readonly label: string; readonly value: ReactNode };

function Rows({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      <DataList size="sm">
        {rows.map(({ key, label, value }) => (
          <DataList.Item key={key}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </section>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

/** What is known about the customer and how they came here; the transcript to take along. */
export function ContextPane({ work }: { readonly work: Work }) {
  const { conversation } = work;
  const { t, i18n } = useTranslation('desk');
  const { messages } = useHistory(conversation);
  const name = useCustomerName()(conversation);
  const author = useAuthor(name);
  const context = contextOf(work);
  const inWords = useDataWords();
  const time = new Intl.DateTimeFormat(inRegion(i18n.language), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const row = (key: string, value: string | null) =>
    value ? [{ key, label: t(`context.${key}`), value }] : [];
  return (
    <Stack p="md">
      <Group wrap="nowrap">
        <Avatar name={name} color="tandem" aria-hidden />
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h5">
            {name}
          </Title>
          <Text size="xs" c="dimmed" truncate>
            {context.address && context.address !== name ? context.address : t('context.channel')}
          </Text>
        </div>
      </Group>
      <Rows
        title={t('context.conversation')}
        rows={[
          ...row('queue', context.queue),
          ...row('started', context.startTime && time.format(new Date(context.startTime))),
          ...row('priority', context.priority === null ? null : String(context.priority)),
        ]}
      />
      <LabelsField conversationId={conversation.id ?? ''} />
      <Rows
        title={t('context.attributes')}
        rows={context.attributes.map((one) => ({ key: one[0], ...inWords(one) }))}
      />
      {context.details.length > 0 && (
        <details>
          <summary>
            <Text span size="sm">
              {t('context.details')}
            </Text>
          </summary>
          <Rows
            title={t('context.attributes')}
            rows={context.details.map(([key, value]) => ({ key, label: key, value }))}
          />
        </details>
      )}
      {context.attributes.length + context.details.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('context.noAttributes')}
        </Text>
      )}
      <section>
        <Title order={3} size="h6" mb={4}>
          {t('context.transcript')}
        </Title>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={16} />}
            onClick={() => download(`${conversation.id}.txt`, transcript(messages, author))}
          >
            {t('context.download')}
          </Button>
          <CopyIcon value={transcript(messages, author)} label={t('context.copy')} />
        </Group>
      </section>
      <Group gap={4}>
        <Text size="xs" c="dimmed">
          {t('context.id')}
        </Text>
        <CopyIcon value={conversation.id ?? ''} label={t('context.copyId')} />
      </Group>
    </Stack>
  );
}
