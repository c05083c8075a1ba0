import { Container } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { PlatformForm } from './platform-form.tsx';
import { PlatformMark } from './platform-mark.tsx';

/** An open messaging platform that is not saved yet. */
export function NewPlatformPage() {
  const { t } = useTranslation('platforms');
  const navigate = useNavigate();
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/platforms', label: t('title') }}
        title={t('newTitle')}
        description={t('newDescription')}
        actions={<PlatformMark status="new" />}
      />
      <PlatformForm
        platform={null}
        onSaved={({ id }) => {
          notifyDone(t('savedFirst'));
          void navigate({ to: `/console/platforms/${id}`, replace: true });
        }}
      />
    </Container>
  );
}
