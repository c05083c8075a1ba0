import { Group, Text } from '@mantine/core';
import { IconVariable } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import {
  formToVariable,
  isOfEnvironment,
  templateOf,
  type Variable,
  variableFields,
  variableToForm,
} from './variable-rules.ts';

const MASK = '••••••••';

/** A value, or that there is one which nobody is shown. */
function Value({ row }: { readonly row: Variable }) {
  const { t } = useTranslation('variables');
  if (row.secure) {
    return (
      <Group gap="xs">
        <Text span size="sm" c="dimmed" aria-label={t('hidden')}>
          {MASK}
        </Text>
        <StatusBadge tone="warning">{t('secure')}</StatusBadge>
      </Group>
    );
  }
  const text = row.type === 'Boolean' ? t(`flags.${row.value === true}`) : String(row.value ?? '');
  return (
    <Text span size="sm" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}

const nameOf = (row: Variable) => row.name;

/** Variables of the organisation: what flows read by name and secret fields may stand for. */
export function VariablesPage() {
  const { t } = useTranslation('variables');
  const { api, can } = useSession();
  const params = (row: Variable) => ({ params: { variableId: row.id ?? '' } });
  return (
    <ResourcePage<Variable>
      title={t('title')}
      description={t('description', { template: templateOf('name') })}
      queryKey={['variables']}
      load={({ pageNumber, pageSize }) =>
        api.call('GET /tandem/variables', { query: { pageNumber, pageSize } })
      }
      columns={[
        { key: 'name', header: t('fields.name'), render: nameOf },
        {
          key: 'type',
          header: t('fields.type'),
          minor: true,
          render: (row) => t(`types.${row.type}`),
        },
        { key: 'value', header: t('fields.value'), render: (row) => <Value row={row} /> },
        {
          key: 'source',
          header: t('fields.source'),
          minor: true,
          render: (row) => t(`sources.${row.source}`),
        },
        {
          key: 'description',
          header: t('fields.description'),
          minor: true,
          render: (row) => row.description,
        },
      ]}
      rowId={(row) => `${row.source} ${row.name}`}
      rowName={nameOf}
      editTitle={(row) => t(isOfEnvironment(row) ? 'environmentTitle' : 'edit', { name: row.name })}
      savedText={t('saved')}
      deleteConsequence={t('deleteConsequence')}
      newLabel={t('new')}
      isReadOnly={isOfEnvironment}
      fields={(row) => variableFields(t, row)}
      toForm={variableToForm}
      create={
        can({ all: ['vault:variable:add'] })
          ? (values) => api.call('POST /tandem/variables', { body: formToVariable(values) })
          : undefined
      }
      update={
        can({ all: ['vault:variable:edit'] })
          ? (values, row) =>
              api.call('PUT /tandem/variables/{variableId}', {
                ...params(row),
                body: formToVariable(values),
              })
          : undefined
      }
      remove={
        can({ all: ['vault:variable:delete'] })
          ? (row) => api.call('DELETE /tandem/variables/{variableId}', params(row))
          : undefined
      }
      empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconVariable /> }}
    />
  );
}
