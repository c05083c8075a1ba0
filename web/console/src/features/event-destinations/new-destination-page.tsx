import { Container } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { DestinationSettings } from './destination-settings.tsx';

/** A new destination of a kind that somebody can make by hand. */
export function NewDestinationPage() {
  const { t } = useTranslation('event-destinations');
  const navigate = useNavigate();
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/event-destinations', label: t('title') }}
        title={t('new')}
        description={t('newText')}
      />
      <DestinationSettings
        stored={null}
        onSaved={({ id }) => {
          notifyDone(t('saved'));
          void navigate({ to: `/console/event-destinations/${id}`, replace: true });
        }}
      />
    </Container>
  );
}
