import { Group, NativeSelect, TextInput } from '@mantine/core';
import { auditEntityTypes } from '@tandem/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';
import type { AuditFilter } from './audit-rules.ts';
import { useAuditTexts } from './audit-texts.ts';

/** People to choose from; the search field finds everybody else by name. */
const mostPeople = 100;

const usePeople = () => {
  const { api, can } = useSession();
  const query = { pageNumber: 1, pageSize: mostPeople, state: 'any' } as const;
  const { data } = useQuery({
    queryKey: ['audit-people'],
    queryFn: () => api.call('GET /api/v2/users', { query }),
    enabled: can({ all: ['directory:user:view'] }),
  });
  return (data?.entities ?? []).map(({ id, name }) => ({ value: id ?? '', label: name ?? '' }));
};

type AuditFiltersProps = {
  readonly value: AuditFilter;
  readonly onChange: (value: AuditFilter) => void;
};

/** Narrows the log to a kind of thing, a person and some days. */
export function AuditFilters({ value, onChange }: AuditFiltersProps) {
  const { t, i18n } = useTranslation('audit');
  const { typeOf } = useAuditTexts();
  const people = usePeople();
  const types = auditEntityTypes
    .map((type) => ({ value: type, label: typeOf(type) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, i18n.language));
  const change = (name: keyof AuditFilter) => (event: { currentTarget: { value: string } }) =>
    onChange({ ...value, [name]: event.currentTarget.value });
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t('filters.type')}
        data={[{ value: '', label: t('filters.allTypes') }, ...types]}
        value={value.entityType}
        onChange={change('entityType')}
      />
      {people.length > 0 && (
        <NativeSelect
          label={t('filters.person')}
          data={[{ value: '', label: t('filters.everybody') }, ...people]}
          value={value.actorId}
          onChange={change('actorId')}
        />
      )}
      <TextInput
        type="date"
        label={t('filters.from')}
        max={value.to || undefined}
        value={value.from}
        onChange={change('from')}
      />
      <TextInput
        type="date"
        label={t('filters.to')}
        min={value.from || undefined}
        value={value.to}
        onChange={change('to')}
      />
    </Group>
  );
}
