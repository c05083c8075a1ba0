import { Code, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { JsonView } from '#src/components/json-view.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { type Entry, type OpenApi, resolved } from './openapi-rules.ts';

type OperationViewProps = { readonly entry: Entry; readonly document: OpenApi };

function Parameters({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('help');
  return (
    <WideTable label={t('api.parameters')} minWidth={360}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('api.parameter')}</Table.Th>
          <Table.Th scope="col">{t('api.in')}</Table.Th>
          <Table.Th scope="col">{t('api.type')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entry.parameters.map((parameter) => (
          <Table.Tr key={`${parameter.in} ${parameter.name}`}>
            <Table.Td>
              <Code>{parameter.name}</Code>
              {parameter.required ? ' *' : ''}
            </Table.Td>
            <Table.Td>{parameter.in}</Table.Td>
            <Table.Td>{String(parameter.schema?.['type'] ?? '')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function Permission({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('help');
  if (entry.isPublic) return <Text size="sm">{t('api.public')}</Text>;
  return entry.permission ? (
    <Code>{entry.permission}</Code>
  ) : (
    <Text size="sm">{t('anyToken')}</Text>
  );
}

/** What an operation asks for and answers. */
export function OperationView({ entry, document }: OperationViewProps) {
  const { t } = useTranslation('help');
  return (
    <Stack gap="sm">
      {entry.summary && entry.implemented && <Text size="sm">{entry.summary}</Text>}
      <div>
        <Title order={4} size="h6">
          {t('api.permission')}
        </Title>
        <Permission entry={entry} />
      </div>
      {entry.parameters.length > 0 && <Parameters entry={entry} />}
      {entry.request !== undefined && (
        <JsonView label={t('api.request')} value={resolved(document, entry.request)} />
      )}
      {entry.responses.map(({ status, schema }) =>
        schema === undefined ? (
          <Text key={status} size="sm">
            {t('api.emptyResponse', { status })}
          </Text>
        ) : (
          <JsonView
            key={status}
            label={t('api.response', { status })}
            value={resolved(document, schema)}
          />
        ),
      )}
    </Stack>
  );
}
