import { IconBooks } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { textOf } from '#src/components/form-rules.ts';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { useSession } from '#src/session/session.ts';
import type { Library } from './response-rules.ts';

/** Libraries of canned responses; each opens the responses in it. */
export function LibrariesPage() {
  const { t } = useTranslation('canned-responses');
  const { api, can } = useSession();
  return (
    <ResourcePage<Library>
      title={t('title')}
      description={t('description')}
      queryKey={['response-libraries']}
      load={({ search, ...page }) =>
        api.call('GET /api/v2/responsemanagement/libraries', {
          query: { ...page, libraryPrefix: search || undefined },
        })
      }
      columns={[{ key: 'name', header: t('name'), render: ({ name }) => name }]}
      rowId={({ id }) => id ?? ''}
      rowName={({ name }) => name}
      editTitle={({ name }) => t('edit', { name })}
      savedText={t('library.saved')}
      deleteConsequence={t('library.deleteConsequence')}
      searchable
      newLabel={t('library.new')}
      linkTo={({ id }) => `/console/canned-responses/${id}`}
      fields={() => [
        { kind: 'text', name: 'name', label: t('name'), required: true, maxLength: 256 },
      ]}
      toForm={(library) => ({ name: library?.name ?? '' })}
      create={
        can({ all: ['responses:library:add'] })
          ? (values) =>
              api.call('POST /api/v2/responsemanagement/libraries', {
                body: { name: textOf(values, 'name') },
              })
          : undefined
      }
      update={
        can({ all: ['responses:library:edit'] })
          ? (values, old) =>
              api.call('PUT /api/v2/responsemanagement/libraries/{libraryId}', {
                params: { libraryId: old.id ?? '' },
                body: { ...old, name: textOf(values, 'name') },
              })
          : undefined
      }
      remove={
        can({ all: ['responses:library:delete'] })
          ? ({ id = '' }) =>
              api.call('DELETE /api/v2/responsemanagement/libraries/{libraryId}', {
                params: { libraryId: id },
              })
          : undefined
      }
      empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconBooks /> }}
    />
  );
}
