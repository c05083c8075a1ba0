import { Paper } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Form } from '#src/components/form.tsx';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { kindOptions, partFields, partOf, storedValues } from '#src/components/part-form-rules.ts';
import { useSession } from '#src/session/session.ts';
import { type Endpoint, withChange } from './web-chat-rules.ts';

/** Value of "nobody is signed in" in the form. */
const NONE = 'none';

/** How signed identities of visitors are checked. */
export function VisitorIdentity({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation('web-chat');
  const { api, can } = useSession();
  const client = useQueryClient();
  const providers = useQuery({
    queryKey: ['bot-providers'],
    queryFn: () => api.call('GET /tandem/gateway/providers'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const kinds = providers.data?.identity;
  if (!kinds) return null;
  const stored = endpoint.identity;
  const translate = (key: string, fallback?: string) =>
    fallback === undefined ? t(key) : t(key, { defaultValue: fallback });
  const save = async (values: FormValues) => {
    const of = { part: 'identity', providers: kinds, stored } as const;
    const identity = textOf(values, 'identity') === NONE ? null : partOf(of, values);
    await api.call('PUT /tandem/gateway/endpoints/{endpointId}', {
      params: { endpointId: endpoint.id },
      body: withChange(endpoint, { identity }) as never,
    });
    await client.invalidateQueries({ queryKey: ['endpoints'] });
    notifyDone(t('saved'));
  };
  const editable = can({ all: ['gateway:endpoint:edit'] });
  return (
    <Paper withBorder p="lg">
      <Form
        fields={[
          {
            kind: 'section',
            name: 'identitySection',
            label: t('sections.identity'),
            description: t('sections.identityHelp'),
          } as const,
          {
            kind: 'select',
            name: 'identity',
            label: t('fields.identity'),
            required: true,
            options: [{ value: NONE, label: t('noIdentity') }, ...kindOptions(kinds, translate)],
          } as const,
          ...partFields('identity', { providers: kinds, stored }, translate),
        ].map((field) => (editable ? field : { ...field, disabled: true }))}
        initial={{
          identity: stored?.kind ?? NONE,
          ...storedValues('identity', stored),
        }}
        readOnly={!editable}
        onSubmit={save}
      />
    </Paper>
  );
}
