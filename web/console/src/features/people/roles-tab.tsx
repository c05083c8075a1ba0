import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { useRolesOfPeople } from './use-roles-of-people.ts';

type RolesFormProps = { readonly userId: string; readonly held: readonly string[] };

function RolesForm({ userId, held }: RolesFormProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation('common');
  const { api, can } = useSession();
  const client = useQueryClient();
  const roles = useRolesOfPeople(held);
  const [chosen, setChosen] = useState<string[]>([...held]);
  const editable = can({ all: ['authorization:grant:add'] });
  const save = useMutation({
    mutationFn: () =>
      api.call('PUT /api/v2/users/{subjectId}/roles', {
        params: { subjectId: userId },
        body: chosen,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['users', userId] });
      notifyDone(t('roles.saved'));
    },
  });
  return (
    <Stack>
      <Checkbox.Group
        label={t('roles.label')}
        description={t('roles.help')}
        value={chosen}
        onChange={setChosen}
      >
        <Stack gap="xs" mt="sm">
          {roles.map(({ value, label, hint }) => (
            <Checkbox
              key={value}
              value={value}
              label={label}
              description={hint}
              disabled={!editable}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {roles.length === 0 && <Text c="dimmed">{t('roles.none')}</Text>}
      {save.isError && <ErrorNotice error={save.error} />}
      {editable && (
        <Group justify="flex-end">
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {common('save')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** The roles of a person; together they say what the person may do. */
export function RolesTab({ userId }: { readonly userId: string }) {
  const { api } = useSession();
  const read = useQuery({
    queryKey: ['users', userId, 'roles'],
    queryFn: () =>
      api.call('GET /api/v2/users/{subjectId}/roles', { params: { subjectId: userId } }),
  });
  if (read.isPending) return <LoadingState />;
  if (read.isError) return <ErrorNotice error={read.error} />;
  const held = (read.data.roles ?? []).flatMap(({ id }) => id ?? []);
  return <RolesForm key={held.join()} userId={userId} held={held} />;
}
