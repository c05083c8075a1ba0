import { Container } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { ConnectorForm } from './connector-form.tsx';
import { type ConnectorBody, kindOf } from './connector-rules.ts';
import { useChoices } from './use-choices.ts';

/** A new connector of the kind in the address. */
export function NewConnectorPage() {
  const { t } = useTranslation('connectors');
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { kind: named } = useParams({ strict: false }) as { kind?: string };
  const kind = kindOf(named);
  const { choices, error } = useChoices();
  const add = async (body: ConnectorBody) => {
    const made = await api.call('POST /tandem/connectors', { body });
    await cache.invalidateQueries({ queryKey: ['connectors'] });
    notifyDone(t('added'));
    void navigate({ to: `/console/connectors/${made.id}`, replace: true });
  };
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/connectors', label: t('title') }}
        title={t('newNamed', { name: t(`kinds.${kind}`) })}
        description={t(`cards.${kind}`)}
      />
      {error && <ErrorNotice error={error} />}
      {!choices && !error && <LoadingState />}
      {choices && (
        <ConnectorForm
          key={kind}
          kind={kind}
          connector={null}
          choices={choices}
          readOnly={false}
          onSubmit={add}
        />
      )}
    </Container>
  );
}
