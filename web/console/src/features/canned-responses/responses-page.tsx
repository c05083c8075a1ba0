import { Code, Container, Group, Text } from '@mantine/core';
import { IconMessageBolt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import type { FieldDescriptor, FieldOption, FormValues } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { useSession } from '#src/session/session.ts';
import {
  bodyOf,
  formToResponse,
  isDefault,
  type Library,
  type Response,
  responseToForm,
} from './response-rules.ts';
import { isButton } from './template-form-rules.ts';

const KEY = ['canned-responses'];
const inTemplate = ({ kind }: FormValues) => kind === 'template';
const withAbove = (what: string) => (values: FormValues) =>
  inTemplate(values) && values['above'] === what;

/** What a template has besides its text. */
const templateFields = (t: TFunction): readonly FieldDescriptor[] =>
  (
    [
      {
        kind: 'text',
        name: 'templateName',
        label: t('fields.templateName'),
        description: t('fields.templateNameHelp'),
        required: true,
        maxLength: 200,
      },
      {
        kind: 'text',
        name: 'language',
        label: t('fields.language'),
        description: t('fields.languageHelp'),
        required: true,
        maxLength: 20,
      },
      {
        kind: 'select',
        name: 'above',
        label: t('fields.above'),
        description: t('fields.aboveHelp'),
        required: true,
        options: (['nothing', 'heading', 'picture'] as const).map((value) => ({
          value,
          label: t(`above.${value}`),
        })),
      },
      {
        kind: 'text',
        name: 'header',
        label: t('fields.header'),
        required: true,
        maxLength: 200,
        visible: withAbove('heading'),
      },
      {
        kind: 'text',
        name: 'picture',
        label: t('fields.picture'),
        description: t('fields.pictureHelp'),
        required: true,
        pattern: /^https?:\/\/\S+$/i,
        patternMessage: t('fields.pictureRefused'),
        maxLength: 2000,
        visible: withAbove('picture'),
      },
      {
        kind: 'tags',
        name: 'buttons',
        label: t('fields.buttons'),
        description: t('fields.buttonsHelp'),
        refuseOne: (entry) => (isButton(entry) ? null : t('fields.buttonsRefused', { entry })),
      },
      { kind: 'text', name: 'footer', label: t('fields.footer'), maxLength: 200 },
    ] satisfies readonly FieldDescriptor[]
  ).map((field) => ({ visible: inTemplate, ...field }));

const fieldsOf = (t: TFunction, libraries: readonly FieldOption[]): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('name'), required: true, maxLength: 256 },
  {
    kind: 'select',
    name: 'kind',
    label: t('fields.kind'),
    description: t('fields.kindHelp'),
    required: true,
    options: [
      { value: 'text', label: t('kinds.text') },
      { value: 'template', label: t('kinds.template') },
    ],
  },
  {
    kind: 'textarea',
    name: 'text',
    label: t('fields.text'),
    description: t('fields.textHelp'),
    required: true,
    maxLength: 20_000,
  },
  ...templateFields(t),
  {
    kind: 'tags',
    name: 'defaults',
    label: t('fields.defaults'),
    description: t('fields.defaultsHelp'),
    refuseOne: (entry) => (isDefault(entry) ? null : t('fields.defaultsRefused', { entry })),
  },
  {
    kind: 'multiselect',
    name: 'libraries',
    label: t('fields.libraries'),
    required: true,
    options: libraries,
  },
];

function ResponseList({
  library,
  libraries,
}: {
  readonly library: Library;
  readonly libraries: readonly FieldOption[];
}) {
  const { t } = useTranslation('canned-responses');
  const { api, can } = useSession();
  const libraryId = library.id ?? '';
  const nameOf = (response: Response) => response.name ?? bodyOf(response).slice(0, 40);
  return (
    <ResourcePage<Response>
      title={library.name}
      description={t('response.description')}
      back={{ to: '/console/canned-responses', label: t('title') }}
      queryKey={[...KEY, libraryId]}
      load={async ({ search, ...page }) => {
        const filters = [{ name: 'libraryId', operator: 'EQUALS' as const, values: [libraryId] }];
        const { results } = await api.call('POST /api/v2/responsemanagement/responses/query', {
          body: { ...page, filters, ...(search ? { queryPhrase: search } : {}) },
        });
        return results;
      }}
      columns={[
        { key: 'name', header: t('name'), render: nameOf },
        {
          key: 'kind',
          header: t('fields.kind'),
          minor: true,
          render: ({ messagingTemplate }) =>
            t(messagingTemplate?.whatsApp ? 'kinds.template' : 'kinds.text'),
        },
        {
          key: 'text',
          header: t('fields.text'),
          minor: true,
          render: (response) => (
            <Text size="sm" lineClamp={2}>
              {bodyOf(response)}
            </Text>
          ),
        },
      ]}
      rowId={({ id }) => id ?? ''}
      rowName={nameOf}
      editTitle={(response) => t('edit', { name: nameOf(response) })}
      savedText={t('response.saved')}
      deleteConsequence={t('response.deleteConsequence')}
      searchable
      newLabel={t('response.new')}
      fields={() => fieldsOf(t, libraries)}
      toForm={(response) => responseToForm(response, libraryId)}
      create={
        can({ all: ['responses:response:add'] })
          ? (values) =>
              api.call('POST /api/v2/responsemanagement/responses', {
                body: formToResponse(values, null),
              })
          : undefined
      }
      update={
        can({ all: ['responses:response:edit'] })
          ? (values, old) =>
              api.call('PUT /api/v2/responsemanagement/responses/{responseId}', {
                params: { responseId: old.id ?? '' },
                body: formToResponse(values, old),
              })
          : undefined
      }
      remove={
        can({ all: ['responses:response:delete'] })
          ? ({ id = '' }) =>
              api.call('DELETE /api/v2/responsemanagement/responses/{responseId}', {
                params: { responseId: id },
              })
          : undefined
      }
      empty={{
        title: t('response.empty.title'),
        text: t('response.empty.text'),
        icon: <IconMessageBolt />,
      }}
    />
  );
}

/** What the desk fills in by itself. */
const PLACES = [
  'customer.name',
  'customer.firstName',
  'customer.lastName',
  'agent.name',
  'agent.firstName',
  'queue.name',
  'conversation.id',
] as const;

/** The names a text may hold between braces, which the desk fills in. */
function Places() {
  const { t } = useTranslation('canned-responses');
  return (
    <Container size="xl" pb="lg">
      <Text size="sm" c="dimmed" mb={4}>
        {t('places')}
      </Text>
      <Group gap={6}>
        {PLACES.map((name) => (
          <Code key={name}>{`{{${name}}}`}</Code>
        ))}
      </Group>
    </Container>
  );
}

/** The responses of one library. */
export function ResponsesPage() {
  const { api } = useSession();
  const { libraryId = '' } = useParams({ strict: false }) as { libraryId?: string };
  const libraries = useQuery({
    queryKey: ['response-libraries', 'all'],
    queryFn: () =>
      readAll(100, (query) => api.call('GET /api/v2/responsemanagement/libraries', { query })),
  });
  const library = useQuery({
    queryKey: ['response-libraries', libraryId],
    queryFn: () =>
      api.call('GET /api/v2/responsemanagement/libraries/{libraryId}', { params: { libraryId } }),
  });
  if (library.isPending || libraries.isPending) return <LoadingState />;
  const failed = library.isError ? library : libraries.isError ? libraries : null;
  if (failed?.error || !library.data || !libraries.data)
    return (
      <Container size="xl" py="lg">
        <ErrorNotice error={failed?.error} onRetry={() => void failed?.refetch()} />
      </Container>
    );
  const options = libraries.data.map(({ id = '', name }) => ({ value: id, label: name }));
  return (
    <>
      <ResponseList library={library.data} libraries={options} />
      <Places />
    </>
  );
}
