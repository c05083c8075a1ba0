import { Anchor, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { type Credential, noLocker } from './vault-rules.ts';

/** Credentials with what they are made of; never a value. */
export function CredentialTable({
  label,
  rows,
}: {
  readonly label: string;
  readonly rows: readonly Credential[];
}) {
  const { t } = useTranslation('vault');
  return (
    <WideTable label={label} minWidth={260}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('fields.name')}</Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            {t('credential.attributes')}
          </Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            {t('credential.owner')}
          </Table.Th>
          <Table.Th scope="col">{t('credential.lastUsed')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ id, name, locker, attributes, owner, lastUsed }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <Anchor
                component={Link}
                to={`/console/vault/${locker?.id ?? noLocker}/${id}`}
                fw={600}
                fz="inherit"
              >
                {name}
              </Anchor>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Group gap={4}>{attributes.map((one) => one.name).join(', ')}</Group>
            </Table.Td>
            <Table.Td visibleFrom="sm">{owner.name ?? t('gone')}</Table.Td>
            <Table.Td>
              {lastUsed ? (
                <DateText value={lastUsed} />
              ) : (
                <Text c="dimmed" size="sm" component="span">
                  {t('credential.never')}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
