import { Container, Grid, Paper, Stack, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import { JsonView } from '#src/components/json-view.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { ChatPreview } from './chat-preview.tsx';
import { VisitorIdentity } from './visitor-identity.tsx';
import {
  type Endpoint,
  formToLook,
  lookToForm,
  webChatFields,
  withChange,
} from './web-chat-rules.ts';

/** Saves a part of the endpoint and reads it again. */
function useSave(endpoint: Endpoint) {
  const { t } = useTranslation('web-chat');
  const { api } = useSession();
  const client = useQueryClient();
  return async (change: Parameters<typeof withChange>[1]) => {
    await api.call('PUT /tandem/gateway/endpoints/{endpointId}', {
      params: { endpointId: endpoint.id },
      body: withChange(endpoint, change) as never,
    });
    await client.invalidateQueries({ queryKey: ['endpoints'] });
    notifyDone(t('saved'));
  };
}

function Look({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation('web-chat');
  const { can } = useSession();
  const save = useSave(endpoint);
  const [values, setValues] = useState<FormValues>(() => lookToForm(endpoint));
  const editable = can({ all: ['gateway:endpoint:edit'] });
  const fields = webChatFields((key) => t(key));
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Paper withBorder p="lg">
          <Form
            fields={editable ? fields : fields.map((field) => ({ ...field, disabled: true }))}
            initial={values}
            readOnly={!editable}
            onValues={setValues}
            onSubmit={(given) => save({ widget: formToLook(given) })}
          />
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <ChatPreview
          look={formToLook(values)}
          locale={textOf(values, 'textsIn')}
          endpoint={`${endpoint.configurationUrl}/v3/directline`}
        />
      </Grid.Col>
    </Grid>
  );
}

/** How the chat of an endpoint looks on pages, who may use it, and the code that puts it there. */
export function WebChatPage() {
  const { t } = useTranslation('web-chat');
  const { api } = useSession();
  const { endpointId = '' } = useParams({ strict: false }) as { endpointId?: string };
  const read = useQuery({
    queryKey: ['endpoints', endpointId],
    queryFn: () =>
      api.call('GET /tandem/gateway/endpoints/{endpointId}', { params: { endpointId } }),
  });
  const endpoint = read.data;
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: `/console/bots/${endpointId}`, label: endpoint?.name ?? t('back') }}
        title={t('title')}
        description={t('description')}
      />
      {read.error && <ErrorNotice error={read.error} />}
      {!endpoint && !read.error && <LoadingState />}
      {endpoint && (
        <Stack>
          <Paper withBorder p="lg" component="section">
            <Title order={2} size="h4" mb="sm">
              {t('embed')}
            </Title>
            <JsonView label={t('embedCode')} value={endpoint.embedCode} />
          </Paper>
          <Look key={`look ${endpoint.dateModified}`} endpoint={endpoint} />
          <VisitorIdentity key={`identity ${endpoint.dateModified}`} endpoint={endpoint} />
        </Stack>
      )}
    </Container>
  );
}
