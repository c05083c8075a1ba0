import { Alert, Anchor, Button, Container, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconArrowMerge } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import { ContactConversations } from './contact-conversations.tsx';
import {
  type Contact,
  MERGE_CONTACTS,
  nameOf,
  pathOf,
  sourceOf,
  VIEW_CONVERSATIONS,
} from './contact-rules.ts';
import { MergeDialog } from './merge-dialog.tsx';

/** By what the person is found again. */
function Identifiers({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts');
  const identifiers = contact.identifiers ?? [];
  if (identifiers.length === 0) return <Text size="sm">{t('identifiers.none')}</Text>;
  return (
    <Table>
      <Table.Tbody>
        {identifiers.map((one) => (
          <Table.Tr key={`${one.type} ${sourceOf(one)} ${one.value}`}>
            <Table.Th scope="row">{t(`identifiers.types.${one.type}`)}</Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              {one.value}
              {sourceOf(one) && (
                <Text size="xs" c="dimmed">
                  {sourceOf(one)}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What the contact has become, where it is none of its own any more. */
function MergedNotice({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts');
  if (!contact.mergedTo) return null;
  return (
    <Alert color="gray" variant="light" mb="md">
      {t('merged')}{' '}
      <Anchor component={Link} to={pathOf(contact.canonicalContact ?? contact.mergedTo)} size="sm">
        {t('mergedOpen')}
      </Anchor>
    </Alert>
  );
}

function Merging({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowMerge size={16} />}
        onClick={() => setOpened(true)}
      >
        {t('merge.open')}
      </Button>
      <MergeDialog contact={contact} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}

/** A person outside: how they are known and what was talked about. */
export function ContactPage() {
  const { t } = useTranslation('contacts');
  const { api, can } = useSession();
  const { contactId = '' } = useParams({ strict: false }) as { contactId?: string };
  const read = useQuery({
    queryKey: ['contacts', 'one', contactId],
    queryFn: () =>
      api.call('GET /api/v2/externalcontacts/contacts/{contactId}', { params: { contactId } }),
  });
  const contact = read.data;
  const mayMerge = contact && !contact.mergedTo && can(MERGE_CONTACTS);
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/contacts', label: t('title') }}
        title={contact ? nameOf(contact, t('nobody')) : t('one')}
        description={contact ? t(`types.${contact.type ?? 'Curated'}`) : ''}
        actions={mayMerge && <Merging contact={contact} />}
      />
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {contact && (
        <Stack>
          <MergedNotice contact={contact} />
          <Paper withBorder p="lg">
            <Title order={2} size="h4">
              {t('identifiers.title')}
            </Title>
            <Text size="sm" c="dimmed" mb="sm">
              {t('identifiers.help')}
            </Text>
            <Identifiers contact={contact} />
          </Paper>
          {can(VIEW_CONVERSATIONS) && (
            <ContactConversations key={contactId} contactId={contactId} />
          )}
        </Stack>
      )}
    </Container>
  );
}
