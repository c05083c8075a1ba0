import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useApi } from '#src/session/session.ts';
import { type Contact, nameOf, pathOf, reachedBy } from './contact-rules.ts';

/** As many as one looks through; more are found by typing. */
const MOST = 25;

type MergeDialogProps = {
  readonly contact: Contact;
  readonly opened: boolean;
  readonly onClose: () => void;
};

/** Makes two contacts one, after both are named and what happens is said. */
export function MergeDialog({ opened, ...rest }: MergeDialogProps) {
  const { t } = useTranslation('contacts');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={rest.onClose}
      title={t('merge.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <MergeForm {...rest} />
    </Modal>
  );
}

function useOthers(contact: Contact, typed: string) {
  const { t } = useTranslation('contacts');
  const api = useApi();
  const [search] = useDebouncedValue(typed.trim(), 200);
  const read = useQuery({
    queryKey: ['contacts', 'others', search],
    placeholderData: keepPreviousData,
    queryFn: () =>
      api.call('GET /api/v2/externalcontacts/contacts', {
        query: { pageSize: MOST, ...(search ? { q: search } : {}) },
      }),
  });
  const others = (read.data?.entities ?? []).filter(({ id }) => id !== contact.id);
  const options = others.map((one) => {
    const name = nameOf(one, t('nobody'));
    const reached = reachedBy(one);
    return {
      value: one.id ?? '',
      label: reached && reached !== name ? `${name} – ${reached}` : name,
    };
  });
  return { options, error: read.error };
}

/** Mounted with the dialog: nothing is left of the last time. */
function MergeForm({ contact, onClose }: Omit<MergeDialogProps, 'opened'>) {
  const { t } = useTranslation('contacts');
  const { t: common } = useTranslation('common');
  const api = useApi();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [other, setOther] = useState<{ value: string; label: string } | null>(null);
  const { options, error } = useOthers(contact, other?.label === typed ? '' : typed);
  // Who was chosen stays to be seen, whatever is found meanwhile.
  const data =
    other && !options.some(({ value }) => value === other.value) ? [other, ...options] : options;
  const merge = useMutation({
    mutationFn: (otherId: string) =>
      api.call('POST /api/v2/externalcontacts/contacts/merge', {
        body: { contactIds: [contact.id ?? '', otherId] },
      }),
    onSuccess: async (merged) => {
      notifyDone(t('merge.done'));
      onClose();
      await client.invalidateQueries({ queryKey: ['contacts'] });
      await navigate({ to: pathOf(merged) });
    },
  });
  return (
    <Stack>
      <Select
        label={t('merge.other')}
        data={data}
        value={other?.value ?? null}
        searchable
        searchValue={typed}
        onSearchChange={setTyped}
        // The server searches, in more than the name.
        filter={({ options: all }) => all}
        nothingFoundMessage={common('nothingFound')}
        onChange={(id) => setOther(data.find(({ value }) => value === id) ?? null)}
      />
      {other && (
        <Text size="sm">
          {t('merge.consequence', { one: nameOf(contact, t('nobody')), other: other.label })}
        </Text>
      )}
      {error && <ErrorNotice error={error} />}
      {merge.isError && <ErrorNotice error={merge.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button
          color="red.8"
          disabled={!other}
          loading={merge.isPending}
          onClick={() => other && merge.mutate(other.value)}
        >
          {t('merge.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}
