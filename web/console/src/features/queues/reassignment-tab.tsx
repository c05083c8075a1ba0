import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import type { FieldDescriptor, FieldOption } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { formToReassignment, reassignmentToForm } from './reassignment-rules.ts';

type Translate = (key: string) => string;

const fieldsOf = (t: Translate, queues: readonly FieldOption[]): readonly FieldDescriptor[] => [
  {
    kind: 'number',
    name: 'answerSeconds',
    label: t('reassignment.answer'),
    description: t('reassignment.answerHelp'),
    min: 10,
    max: 86_400,
  },
  {
    kind: 'switch',
    name: 'onSignOut',
    label: t('reassignment.onSignOut'),
    description: t('reassignment.onSignOutHelp'),
  },
  {
    kind: 'select',
    name: 'moveTo',
    label: t('reassignment.moveTo'),
    description: t('reassignment.moveToHelp'),
    options: queues,
  },
];

/** When a conversation leaves an agent who does nothing. */
export function ReassignmentTab({ queueId }: { readonly queueId: string }) {
  const { t } = useTranslation('queues');
  const { api, can } = useSession();
  const client = useQueryClient();
  const key = ['queues', queueId, 'reassignment'];
  const params = { queueId };
  const setting = useQuery({
    queryKey: key,
    queryFn: () => api.call('GET /tandem/queues/{queueId}/reassignment', { params }),
  });
  const queues = useQuery({
    queryKey: ['queues', 'all'],
    queryFn: () => readAll(100, (query) => api.call('GET /api/v2/routing/queues', { query })),
  });
  const error = setting.error ?? queues.error;
  if (error) return <ErrorNotice error={error} />;
  if (!setting.data || !queues.data) return <LoadingState />;
  const others = queues.data.filter(({ id }) => id !== queueId);
  const options = others.map(({ id = '', name = '' }) => ({ value: id, label: name }));
  return (
    <Form
      fields={fieldsOf(t, options)}
      initial={reassignmentToForm(setting.data)}
      readOnly={!can({ all: ['routing:queue:edit'] })}
      onSubmit={async (values) => {
        await api.call('PUT /tandem/queues/{queueId}/reassignment', {
          params,
          body: formToReassignment(values),
        });
        await client.invalidateQueries({ queryKey: key });
      }}
      onDone={() => notifyDone(t('reassignment.saved'))}
    />
  );
}
