import { Paper, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { ABILITIES, type Capabilities } from './provider-rules.ts';

/** What the kind of a provider can do; the rest is not offered to anybody. */
export function CapabilityTable({ capabilities }: { readonly capabilities: Capabilities }) {
  const { t } = useTranslation('handover-providers');
  const row = (name: string, shown: React.ReactNode) => (
    <Table.Tr key={name}>
      <Table.Th scope="row" fw={400}>
        {t(`abilities.${name}`)}
      </Table.Th>
      <Table.Td>{shown}</Table.Td>
    </Table.Tr>
  );
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4">
        {t('abilities.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('abilities.help')}
      </Text>
      <Table>
        <Table.Tbody>
          {ABILITIES.map((name) =>
            row(
              name,
              <StatusBadge tone={capabilities[name] ? 'good' : 'neutral'}>
                {t(capabilities[name] ? 'abilities.yes' : 'abilities.no')}
              </StatusBadge>,
            ),
          )}
          {row('maxTextLength', t('abilities.characters', { count: capabilities.maxTextLength }))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
