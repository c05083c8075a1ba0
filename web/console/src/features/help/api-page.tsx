import { Accordion, Badge, Code, Container, Group, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { byFamily, type Entry, entriesOf, matchingEntries, type OpenApi } from './openapi-rules.ts';
import { OperationView } from './operation-view.tsx';

type FamilyProps = { readonly entries: readonly Entry[]; readonly document: OpenApi };

function Family({ entries, document }: FamilyProps) {
  const { t } = useTranslation('help');
  const [opened, setOpened] = useState<string[]>([]);
  return (
    <Accordion multiple variant="default" order={3} value={opened} onChange={setOpened}>
      {entries.map((entry) => (
        <Accordion.Item key={entry.id} value={entry.id}>
          <Accordion.Control>
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <Badge variant="default" radius="sm" w={76} style={{ flexShrink: 0 }}>
                {entry.method}
              </Badge>
              <Code style={{ overflowWrap: 'anywhere', background: 'none' }}>{entry.path}</Code>
              {!entry.implemented && (
                <StatusBadge tone="neutral">{t('api.notImplemented')}</StatusBadge>
              )}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            {opened.includes(entry.id) && <OperationView entry={entry} document={document} />}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Reference({ document }: { readonly document: OpenApi }) {
  const { t } = useTranslation('help');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 200);
  const [onlyImplemented, setOnlyImplemented] = useState(false);
  const [opened, setOpened] = useState<string[]>([]);
  const entries = useMemo(() => entriesOf(document), [document]);
  const families = byFamily(matchingEntries(entries, { search, onlyImplemented }));
  const done = entries.filter(({ implemented }) => implemented).length;
  return (
    <>
      <Group mb="md" align="flex-end">
        <TextInput
          type="search"
          flex={1}
          maw={480}
          label={t('api.search')}
          description={t('api.searchHelp')}
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Switch
          label={t('api.onlyImplemented')}
          checked={onlyImplemented}
          onChange={(event) => setOnlyImplemented(event.currentTarget.checked)}
        />
      </Group>
      <Text size="sm" c="dimmed" mb="sm" role="status">
        {t('api.count', { done, count: entries.length })}
      </Text>
      {families.length === 0 && <Text c="dimmed">{t('api.nothingFound')}</Text>}
      <Accordion multiple variant="contained" order={2} value={opened} onChange={setOpened}>
        {families.map(([family, members]) => (
          <Accordion.Item key={family} value={family}>
            <Accordion.Control>
              <Group gap="sm">
                <Text fw={600}>{family}</Text>
                <Badge variant="default" tt="none">
                  {members.length}
                </Badge>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              {opened.includes(family) && <Family entries={members} document={document} />}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  );
}

/** Every operation of the interface, from the server's own description. */
export function ApiPage() {
  const { t } = useTranslation('help');
  const { api } = useSession();
  const read = useQuery({
    queryKey: ['openapi'],
    queryFn: () => api.own<OpenApi>({ method: 'GET', path: '/tandem/openapi.json' }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Container size="xl" py="lg">
      <PageHeader title={t('api.title')} description={t('api.description')} />
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {read.data && <Reference document={read.data} />}
    </Container>
  );
}
