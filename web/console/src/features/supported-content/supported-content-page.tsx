import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconFiles, IconStar } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FieldDescriptor, FormValues } from '#src/components/form-rules.ts';
import { notifyDone, notifyFailed } from '#src/components/notify.ts';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import {
  contentToForm,
  formToContent,
  inboundTypes,
  outboundTypes,
  type SupportedContent,
  wrongTypes,
} from './content-rules.ts';

const KEY = ['supported-content'];

function useDefaultProfile() {
  const { api } = useSession();
  const client = useQueryClient();
  const profile = useQuery({
    queryKey: [...KEY, 'default'],
    queryFn: () => api.call('GET /api/v2/conversations/messaging/supportedcontent/default'),
  });
  return {
    id: profile.data?.id,
    async choose(id: string) {
      await api.call('PUT /api/v2/conversations/messaging/supportedcontent/default', {
        body: { id },
      });
      await client.invalidateQueries({ queryKey: KEY });
    },
  };
}

/** Everything a profile's form checks before it is sent. */
function checked(values: FormValues, refusal: (types: string) => string) {
  const wrong = wrongTypes(values);
  if (wrong.length > 0) throw new Error(refusal(wrong.join(', ')));
  return formToContent(values);
}

/** Supported content profiles: which media may pass, in each direction. */
export function SupportedContentPage() {
  const { t } = useTranslation('supported-content');
  const { api, can } = useSession();
  const standard = useDefaultProfile();
  const mayEdit = can({ all: ['messaging:supportedContent:edit'] });
  const refusal = (types: string) => t('wrongType', { types });
  const isDefault = (profile: SupportedContent) => profile.id === standard.id;
  const types = (list: readonly string[]) => (list.length > 0 ? list.join(', ') : t('nothing'));
  const fields: readonly FieldDescriptor[] = [
    { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
    { kind: 'tags', name: 'inbound', label: t('fields.inbound'), description: t('fields.help') },
    { kind: 'tags', name: 'outbound', label: t('fields.outbound'), description: t('fields.help') },
  ];
  const makeDefault = (profile: SupportedContent) =>
    standard.choose(profile.id ?? '').then(
      () => notifyDone(t('madeDefault', { name: profile.name })),
      (error: unknown) => notifyFailed(error instanceof Error ? error.message : ''),
    );
  return (
    <ResourcePage<SupportedContent>
      title={t('title')}
      description={t('description')}
      queryKey={KEY}
      load={({ search: _, ...page }) =>
        api.call('GET /api/v2/conversations/messaging/supportedcontent', { query: page })
      }
      columns={[
        {
          key: 'name',
          header: t('fields.name'),
          render: (profile) => profile.name,
        },
        {
          key: 'default',
          header: t('columns.default'),
          render: (profile) =>
            isDefault(profile) ? <StatusBadge tone="good">{t('default')}</StatusBadge> : null,
        },
        {
          key: 'inbound',
          header: t('columns.inbound'),
          minor: true,
          render: (profile) => <Text size="sm">{types(inboundTypes(profile))}</Text>,
        },
        {
          key: 'outbound',
          header: t('columns.outbound'),
          minor: true,
          render: (profile) => <Text size="sm">{types(outboundTypes(profile))}</Text>,
        },
      ]}
      rowId={(profile) => profile.id ?? ''}
      rowName={(profile) => profile.name}
      editTitle={(profile) => t('edit', { name: profile.name })}
      savedText={t('saved')}
      deleteConsequence={t('deleteConsequence')}
      newLabel={t('new')}
      fields={() => fields}
      toForm={contentToForm}
      isFixed={isDefault}
      moreActions={(profile) =>
        mayEdit && !isDefault(profile) ? (
          <Group>
            <Tooltip label={t('makeDefault', { name: profile.name })}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('makeDefault', { name: profile.name })}
                onClick={() => void makeDefault(profile)}
              >
                <IconStar size={18} />
              </ActionIcon>
            </Tooltip>
          </Group>
        ) : null
      }
      create={
        can({ all: ['messaging:supportedContent:add'] })
          ? async (values) =>
              api.call('POST /api/v2/conversations/messaging/supportedcontent', {
                body: checked(values, refusal),
              })
          : undefined
      }
      update={
        mayEdit
          ? async (values, { id = '' }) =>
              api.call(
                'PATCH /api/v2/conversations/messaging/supportedcontent/{supportedContentId}',
                { params: { supportedContentId: id }, body: checked(values, refusal) },
              )
          : undefined
      }
      remove={
        can({ all: ['messaging:supportedContent:delete'] })
          ? ({ id = '' }) =>
              api.call(
                'DELETE /api/v2/conversations/messaging/supportedcontent/{supportedContentId}',
                { params: { supportedContentId: id } },
              )
          : undefined
      }
      empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconFiles /> }}
    />
  );
}
