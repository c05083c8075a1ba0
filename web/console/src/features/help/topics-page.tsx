import { Code, Container, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type Topic, topics } from '@tandem/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from '#src/components/copy-field.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { PageHeader } from '#src/components/page-header.tsx';

const permissionText = ({ permission }: Topic): string =>
  [...(permission?.all ?? []), ...(permission?.any ?? [])].join(', ');

const found = (search: string): readonly Topic[] => {
  const wanted = search.trim().toLowerCase();
  return topics.filter((topic) =>
    [topic.template, topic.schema, permissionText(topic)].join(' ').toLowerCase().includes(wanted),
  );
};

/** Every notification topic: what it needs and where it goes. */
export function TopicsPage() {
  const { t } = useTranslation('help');
  const { t: common } = useTranslation('common');
  const [search, setSearch] = useState('');
  const rows = found(search);
  return (
    <Container size="xl" py="lg">
      <PageHeader title={t('topics.title')} description={t('topics.description')} />
      <TextInput
        type="search"
        mb="md"
        maw={360}
        aria-label={t('topics.search')}
        placeholder={t('topics.search')}
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {rows.length === 0 ? (
        <Text c="dimmed" py="xl" ta="center" role="status">
          {common('list.nothingFound', { search })}
        </Text>
      ) : (
        <ListTable<Topic>
          caption={t('topics.title')}
          rows={rows}
          rowId={({ template }) => template}
          columns={[
            {
              key: 'template',
              header: t('topics.name'),
              render: ({ template, schema }) => (
                <Stack gap={2}>
                  <Group gap={4} wrap="nowrap">
                    <Code style={{ overflowWrap: 'anywhere' }}>{template}</Code>
                    <CopyIcon value={template} label={common('copyNamed', { name: template })} />
                  </Group>
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {t('topics.schema')}: {schema}
                  </Text>
                </Stack>
              ),
            },
            {
              key: 'permission',
              header: t('topics.permission'),
              minor: true,
              render: (topic) => (
                <Text size="sm" miw={180} style={{ overflowWrap: 'anywhere' }}>
                  {topic.allowsCurrentUser
                    ? t('topics.ownUser', { permission: permissionText(topic) || t('anyToken') })
                    : permissionText(topic) || t('anyToken')}
                </Text>
              ),
            },
            {
              key: 'transports',
              header: t('topics.transports'),
              minor: true,
              render: ({ transports }) => <Text size="sm">{transports.join(', ')}</Text>,
            },
          ]}
        />
      )}
    </Container>
  );
}
