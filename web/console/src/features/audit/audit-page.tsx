import { Drawer, Stack, Table, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';
import { AuditFilters } from './audit-filters.tsx';
import { actorKeyOf, type Entry, filterQuery, isHidden, noFilter, thingOf } from './audit-rules.ts';
import { useAuditTexts } from './audit-texts.ts';

function Changes({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('audit');
  const { fieldOf, valueWords } = useAuditTexts();
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
        {changes.map(([name, change]) => (
          <Table.Tr key={name}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{fieldOf(name)}</Table.Td>
            {isHidden(change) ? (
              <Table.Td colSpan={2}>
                <Text size="sm" c="dimmed">
                  {t('changedSecret')}
                </Text>
              </Table.Td>
            ) : (
              <>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {valueWords(name, change.from)}
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {valueWords(name, change.to)}
                </Table.Td>
              </>
            )}
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
  const { actionOf, typeOf } = useAuditTexts();
  const [open, setOpen] = useState<Entry | null>(null);
  const [filter, setFilter] = useState(noFilter);
  const filtered = filter !== noFilter;
  const actorOf = (entry: Entry) => entry.actor.name ?? t(`actors.${actorKeyOf(entry)}`);
  return (
    <>
      <ListPage<Entry>
        key={JSON.stringify(filter)}
        title={t('title')}
        description={t('description')}
        queryKey={['audit', filter]}
        load={({ search, ...page }) =>
          api.call('GET /tandem/audit', {
            query: { ...page, ...filterQuery(filter), search: search || undefined },
          })
        }
        columns={[
          { key: 'at', header: t('at'), render: ({ at }) => <DateText value={at} seconds /> },
          { key: 'actor', header: t('actor'), render: actorOf },
          {
            key: 'action',
            header: t('action'),
            // On a phone the thing has no column of its own.
            render: (entry) => (
              <>
                <span>{actionOf(entry)}</span>
                <Text size="xs" c="dimmed" hiddenFrom="xs" style={{ overflowWrap: 'anywhere' }}>
                  {thingOf(entry)}
                </Text>
              </>
            ),
          },
          {
            key: 'type',
            header: t('type'),
            minor: true,
            render: ({ entity }) => typeOf(entity.type),
          },
          { key: 'thing', header: t('thing'), minor: true, render: thingOf },
        ]}
        rowId={({ id }) => id}
        onOpen={setOpen}
        searchable
        actions={<AuditFilters value={filter} onChange={setFilter} />}
        empty={{
          title: filtered ? t('filtered.title') : t('empty.title'),
          text: filtered ? t('filtered.text') : t('empty.text'),
          icon: <IconHistory />,
        }}
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="lg"
        title={open ? `${typeOf(open.entity.type)} ${thingOf(open)} · ${actionOf(open)}` : ''}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        {open && (
          <Stack>
            <Text size="sm">
              {t('by', { actor: actorOf(open) })} · <DateText value={open.at} seconds />
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
