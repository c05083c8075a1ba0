import { Container, Paper, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';

const QUERY_KEY = ['threading-timeline'];
const OPEN = 'open';
/** A year, as the server allows. */
const MOST_MINUTES = 366 * 24 * 60;

/** For how long after its end a conversation is opened again by the same customer. */
export function ThreadingWindow() {
  const { t } = useTranslation('message-settings');
  const { api, can } = useSession();
  const client = useQueryClient();
  const visible = can({ all: ['conversation:threadingTimeline:view'] });
  const editable = can({ all: ['conversation:threadingTimeline:edit'] });
  const read = useQuery({
    queryKey: QUERY_KEY,
    queryFn: () => api.call('GET /api/v2/conversations/messaging/threadingtimeline'),
    enabled: visible,
  });
  const settings = read.data?.settings ?? [];
  const minutes = settings.find(({ messengerType }) => messengerType === OPEN)?.timeoutInMinutes;
  const save = async (values: FormValues) => {
    const others = settings.filter(({ messengerType }) => messengerType !== OPEN);
    await api.call('PUT /api/v2/conversations/messaging/threadingtimeline', {
      body: {
        settings: [
          ...others,
          { messengerType: OPEN, timeoutInMinutes: Number(values['minutes']) },
        ] as typeof settings,
      },
    });
    await client.invalidateQueries({ queryKey: QUERY_KEY });
    notifyDone(t('threading.saved'));
  };
  if (!visible) return null;
  return (
    <Container size="xl" pb="lg">
      <Paper withBorder p="lg" component="section">
        <Title order={2} size="h4">
          {t('threading.title')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('threading.help')}
        </Text>
        {read.isError && <ErrorNotice error={read.error} />}
        {minutes !== undefined && (
          <Form
            key={minutes}
            fields={[
              {
                kind: 'number',
                name: 'minutes',
                label: t('threading.minutes'),
                description: t('threading.minutesHelp'),
                required: true,
                min: 0,
                max: MOST_MINUTES,
                disabled: !editable,
              },
            ]}
            initial={{ minutes }}
            onSubmit={save}
            readOnly={!editable}
            submitLabel={t('threading.save')}
          />
        )}
      </Paper>
    </Container>
  );
}
