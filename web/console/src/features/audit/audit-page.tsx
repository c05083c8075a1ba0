import { Code, Drawer, Stack, Table, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { CopyField } from '#src/components/copy-field.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';

type Entry = ReplyOf<'GET /tandem/audit'>['entities'][number];

const shown = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

function Changes({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('audit');
  const changes = Object.entries(entry.changes);
  if (changes.length === 0) return <Text c="dimmed">{t('noChanges')}</Text>;
  return (
    <WideTable label={t('changes')} minWidth={360}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('field')}</Table.Th>
          <Table.Th scope="col">{t('before')}</Table.Th>
          <Table.Th scope="col">{t('after')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map(([name, { from, to }]) => (
          <Table.Tr key={name}>
            <Table.Td>{name}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{shown(from)}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{shown(to)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

/** Who changed what, newest first. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  const { t: common } = useTranslation('common');
  const { api } = useSession();
  const [open, setOpen] = useState<Entry | null>(null);
  const actorOf = ({ actor }: Entry) => actor.name ?? t(`actors.${actor.kind}`);
  const thingOf = ({ entity }: Entry) => entity.name ?? entity.id ?? '';
  return (
    <>
      <ListPage<Entry>
        title={t('title')}
        description={t('description')}
        queryKey={['audit']}
        load={({ search, ...page }) =>
          api.call('GET /tandem/audit', { query: { ...page, search: search || undefined } })
        }
        columns={[
          { key: 'at', header: t('at'), render: ({ at }) => <DateText value={at} /> },
          { key: 'actor', header: t('actor'), render: actorOf },
          {
            key: 'action',
            header: t('action'),
            render: ({ action }) => <Code>{action}</Code>,
          },
          {
            key: 'type',
            header: t('type'),
            minor: true,
            render: ({ entity }) => entity.type,
          },
          { key: 'thing', header: t('thing'), minor: true, render: thingOf },
        ]}
        rowId={({ id }) => id}
        onOpen={setOpen}
        searchable
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconHistory /> }}
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="lg"
        title={open ? `${open.action} · ${thingOf(open)}` : ''}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        {open && (
          <Stack>
            <Text size="sm">
              {t('by', { actor: actorOf(open) })} · <DateText value={open.at} />
            </Text>
            <Changes entry={open} />
            {open.entity.id && <CopyField label={t('entityId')} value={open.entity.id} />}
            {open.correlationId && (
              <CopyField label={t('correlationId')} value={open.correlationId} />
            )}
          </Stack>
        )}
      </Drawer>
    </>
  );
}
