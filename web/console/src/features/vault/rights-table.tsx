import { Paper, Table, Text, Title } from '@mantine/core';
import { type LockerRight, lockerRights, lockerRoles } from '@tandem/contract';
import { useTranslation } from 'react-i18next';
import { WideTable } from '#src/components/wide-table.tsx';

const rights = Object.keys(lockerRights) as LockerRight[];
const allows = (right: LockerRight, role: string) =>
  (lockerRights[right] as readonly string[]).includes(role);

/** Who may do what in a locker: the very table that the server goes by. */
export function RightsTable() {
  const { t } = useTranslation('vault');
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4">
        {t('rights.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t('rights.text')}
      </Text>
      <WideTable label={t('rights.title')} minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('rights.what')}</Table.Th>
            {lockerRoles.map((role) => (
              <Table.Th key={role} scope="col">
                {t(`roles.${role}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rights.map((right) => (
            <Table.Tr key={right}>
              <Table.Th scope="row" fw={400}>
                {t(`rights.${right}`)}
              </Table.Th>
              {lockerRoles.map((role) => (
                <Table.Td key={role} c={allows(right, role) ? 'inherit' : 'dimmed'}>
                  {allows(right, role) ? t('rights.yes') : t('rights.no')}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Paper>
  );
}
