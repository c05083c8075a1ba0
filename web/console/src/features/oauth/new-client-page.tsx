import { Container, Paper } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHomeDivision } from '#src/api/use-home-division.ts';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { SecretOnce } from '#src/components/secret-once.tsx';
import { useSession } from '#src/session/session.ts';
import { clientFields, clientToForm, formToClient, type OAuthClient } from './client-rules.ts';
import { useClientChoices } from './use-client-choices.ts';

/** A new OAuth client; its secret is told once, right after saving. */
export function NewClientPage() {
  const { t } = useTranslation('oauth');
  const { api } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const home = useHomeDivision();
  const choices = useClientChoices();
  const [made, setMade] = useState<OAuthClient | null>(null);
  const save = async (values: FormValues) => {
    setMade(
      await api.call('POST /api/v2/oauth/clients', { body: formToClient(values, null, home) }),
    );
    await client.invalidateQueries({ queryKey: ['oauth-clients'] });
  };
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/oauth-clients', label: t('clients.title') }}
        title={t('clients.new')}
        description={t('clients.newDescription')}
      />
      {choices.ready ? (
        <Paper withBorder p="lg">
          <Form
            fields={clientFields(t, choices, false)}
            initial={clientToForm(null)}
            onSubmit={save}
          />
        </Paper>
      ) : (
        <LoadingState />
      )}
      <SecretOnce
        title={t('secret.title', { name: made?.name })}
        values={
          made && [
            { label: t('fields.id'), value: made.id ?? '' },
            { label: t('fields.secret'), value: made.secret ?? '' },
          ]
        }
        onClose={() => void navigate({ to: `/console/oauth-clients/${made?.id}`, replace: true })}
      />
    </Container>
  );
}
