import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import type { Listing, ListRequest } from '#src/components/list-page.tsx';
import { ResourcePage } from '#src/components/resource-page.tsx';

export type NamedRow = { readonly id?: string; readonly name?: string };

type NamePageProps<Row extends NamedRow> = {
  /** Part of the texts of this feature: `codes`, `skills` or `languages`. */
  readonly part: string;
  readonly icon: ReactNode;
  readonly load: (request: ListRequest) => Promise<Listing<Row>>;
  readonly create?: ((name: string) => Promise<unknown>) | undefined;
  readonly rename?: ((row: Row, name: string) => Promise<unknown>) | undefined;
  readonly remove?: ((id: string) => Promise<unknown>) | undefined;
};

const nameOf = (row: NamedRow): string => row.name ?? '';

/** A list of things that consist of a name. */
export function NamePage<Row extends NamedRow>(props: NamePageProps<Row>) {
  const { t } = useTranslation('attributes');
  const { part, create, rename, remove } = props;
  return (
    <ResourcePage<Row>
      title={t(`${part}.title`)}
      description={t(`${part}.description`)}
      queryKey={[part]}
      load={props.load}
      columns={[{ key: 'name', header: t('name'), render: nameOf }]}
      rowId={(row) => row.id ?? ''}
      rowName={nameOf}
      editTitle={(row) => t(`${part}.edit`, { name: row.name })}
      savedText={t(`${part}.saved`)}
      deleteConsequence={t(`${part}.deleteConsequence`)}
      searchable
      newLabel={t(`${part}.new`)}
      fields={() => [
        { kind: 'text', name: 'name', label: t('name'), required: true, maxLength: 256 },
      ]}
      toForm={(row) => ({ name: row?.name ?? '' })}
      create={create && ((values: FormValues) => create(textOf(values, 'name')))}
      update={rename && ((values: FormValues, row: Row) => rename(row, textOf(values, 'name')))}
      remove={remove && ((row: Row) => remove(row.id ?? ''))}
      empty={{
        title: t(`${part}.empty.title`),
        text: t(`${part}.empty.text`),
        icon: props.icon,
      }}
    />
  );
}
