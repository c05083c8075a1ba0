import { Container } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { LANGUAGE_NAMES } from '#src/i18n/languages.ts';
import { useSession } from '#src/session/session.ts';
import {
  type Article,
  articleFields,
  articleToForm,
  formToArticle,
  languageFor,
} from './article-rules.ts';
import { SearchTrial } from './search-trial.tsx';
import { TransferButtons } from './transfer-buttons.tsx';

/** Articles that the copilot, bots and agents look things up in. */
export function KnowledgePage() {
  const { t, i18n } = useTranslation('knowledge');
  const { api, can } = useSession();
  const sortLanguage = languageFor(i18n.language);
  const params = (row: Article) => ({ params: { articleId: row.id } });
  return (
    <>
      <ResourcePage<Article>
        title={t('title')}
        description={t('description')}
        queryKey={['knowledge', sortLanguage]}
        searchable
        load={({ search, ...page }) =>
          api.call('GET /tandem/gateway/knowledge/articles', {
            query: { ...page, title: search, sortLanguage },
          })
        }
        columns={[
          { key: 'title', header: t('fields.title'), render: ({ title }) => title },
          {
            key: 'language',
            header: t('fields.language'),
            minor: true,
            render: ({ language }) => LANGUAGE_NAMES[language],
          },
          {
            key: 'tags',
            header: t('fields.tags'),
            minor: true,
            render: ({ tags }) => tags.join(', '),
          },
          {
            key: 'modified',
            header: t('fields.modified'),
            minor: true,
            render: ({ dateModified }) => <DateText value={dateModified} />,
          },
          {
            key: 'enabled',
            header: t('fields.state'),
            render: ({ enabled }) => (
              <StatusBadge tone={enabled ? 'good' : 'neutral'}>
                {t(enabled ? 'shown' : 'hidden')}
              </StatusBadge>
            ),
          },
        ]}
        rowId={({ id }) => id}
        rowName={({ title }) => title}
        editTitle={({ title }) => t('edit', { title })}
        savedText={t('saved')}
        deleteConsequence={t('deleteConsequence')}
        newLabel={t('new')}
        actions={<TransferButtons />}
        fields={() => articleFields(t, LANGUAGE_NAMES)}
        toForm={(row) => articleToForm(row, i18n.language)}
        create={
          can({ all: ['gateway:knowledge:add'] })
            ? (values) =>
                api.call('POST /tandem/gateway/knowledge/articles', {
                  body: formToArticle(values),
                })
            : undefined
        }
        update={
          can({ all: ['gateway:knowledge:edit'] })
            ? (values, row) =>
                api.call('PUT /tandem/gateway/knowledge/articles/{articleId}', {
                  ...params(row),
                  body: formToArticle(values),
                })
            : undefined
        }
        remove={
          can({ all: ['gateway:knowledge:delete'] })
            ? (row) =>
                api.call('DELETE /tandem/gateway/knowledge/articles/{articleId}', params(row))
            : undefined
        }
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconBook2 /> }}
      />
      <Container size="xl" pb="lg">
        <SearchTrial />
      </Container>
    </>
  );
}
