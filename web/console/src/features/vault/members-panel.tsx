import {
  ActionIcon,
  Button,
  Group,
  NativeSelect,
  Paper,
  Select,
  Table,
  Text,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type MemberRole, memberRoles } from '@tandem/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { useRoleOptions } from '#src/api/use-role-options.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';
import type { LockerDetail } from './vault-rules.ts';

type Entry = {
  readonly id: string;
  readonly name: string | null;
  readonly role: MemberRole | 'consumer';
};

const member = '/tandem/vault/lockers/{lockerId}/members/{userId}' as const;
const consumer = '/tandem/vault/lockers/{lockerId}/consumers/{roleId}' as const;

/** Adds and removes people and roles, and reads the locker again. */
function useMembership(lockerId: string) {
  const { api } = useSession();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ entry, remove }: { entry: Omit<Entry, 'name'>; remove: boolean }) => {
      const ofRole = { params: { lockerId, roleId: entry.id } };
      const ofUser = { params: { lockerId, userId: entry.id } };
      if (entry.role === 'consumer')
        return remove
          ? api.call(`DELETE ${consumer}`, ofRole)
          : api.call(`PUT ${consumer}`, ofRole);
      if (remove) return api.call(`DELETE ${member}`, ofUser);
      return api.call(`PUT ${member}`, { ...ofUser, body: { role: entry.role } });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: ['vault'] }),
  });
}

/** Somebody new: a user in a role, or a role of the organisation as a consumer. */
function AddMember({
  people,
  consumers,
  add,
}: {
  readonly people: boolean;
  readonly consumers: boolean;
  readonly add: (entry: Omit<Entry, 'name'>) => void;
}) {
  const { t } = useTranslation('vault');
  const { api, can } = useSession();
  const kinds = [...(people ? memberRoles : []), ...(consumers ? (['consumer'] as const) : [])];
  const [role, setRole] = useState<Entry['role']>(people ? 'participant' : 'consumer');
  const [id, setId] = useState<string | null>(null);
  const { roles } = useRoleOptions();
  const users = useQuery({
    queryKey: ['users', 'choices'],
    queryFn: () =>
      readAll(100, (page) =>
        api.call('GET /api/v2/users', { query: { ...page, state: 'active' } }),
      ),
    enabled: people && can({ all: ['directory:user:view'] }),
  });
  const choices =
    role === 'consumer'
      ? roles
      : (users.data ?? []).map((user) => ({ value: user.id ?? '', label: user.name ?? '' }));
  return (
    <Group align="flex-end" gap="xs" mt="sm">
      <NativeSelect
        label={t('members.as')}
        data={kinds.map((kind) => ({ value: kind, label: t(`roles.${kind}`) }))}
        value={role}
        onChange={(event) => {
          setRole(event.currentTarget.value as Entry['role']);
          setId(null);
        }}
      />
      <Select
        label={role === 'consumer' ? t('members.whichRole') : t('members.whichUser')}
        data={[...choices]}
        value={id}
        onChange={setId}
        searchable
        style={{ flex: '1 1 12rem' }}
      />
      <Button
        variant="default"
        disabled={id === null}
        onClick={() => {
          if (id !== null) add({ id, role });
          setId(null);
        }}
      >
        {t('members.add')}
      </Button>
    </Group>
  );
}

/** Who belongs to a locker: users with their roles, and roles of the organisation that consume. */
export function MembersPanel({ locker }: { readonly locker: LockerDetail }) {
  const { t } = useTranslation('vault');
  const change = useMembership(locker.id);
  const [leaving, setLeaving] = useState<Entry | null>(null);
  const people = locker.rights.includes('manageMembers');
  const consumers = locker.rights.includes('manageConsumers');
  const entries: readonly Entry[] = [
    ...locker.members.map(({ user, role }) => ({ ...user, role })),
    ...locker.consumers.map((one) => ({ ...one, role: 'consumer' as const })),
  ];
  const mayRemove = ({ role }: Entry) => (role === 'consumer' ? consumers : people);
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4">
        {t('members.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t('members.text')}
      </Text>
      <WideTable label={t('members.title')} minWidth={360}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('members.who')}</Table.Th>
            <Table.Th scope="col">{t('members.role')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('members.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={`${entry.role}/${entry.id}`}>
              <Table.Td>
                {entry.role === 'consumer'
                  ? t('members.everybodyWith', { role: entry.name ?? t('gone') })
                  : (entry.name ?? t('gone'))}
              </Table.Td>
              <Table.Td>{t(`roles.${entry.role}`)}</Table.Td>
              <Table.Td>
                {mayRemove(entry) && (
                  <ActionIcon
                    variant="subtle"
                    color="red.8"
                    aria-label={t('members.removeNamed', { name: entry.name ?? t('gone') })}
                    title={t('members.remove')}
                    onClick={() => setLeaving(entry)}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <ConfirmDelete
        name={leaving ? (leaving.name ?? t('gone')) : null}
        title={t('members.removeTitle', { name: leaving?.name ?? t('gone') })}
        consequence={
          leaving?.role === 'consumer' ? t('members.consumerGoes') : t('members.memberGoes')
        }
        confirmLabel={t('members.remove')}
        onConfirm={async () => {
          if (leaving) await change.mutateAsync({ entry: leaving, remove: true });
        }}
        onClose={() => setLeaving(null)}
      />
      {change.isError && !change.variables.remove && <ErrorNotice error={change.error} />}
      {(people || consumers) && (
        <AddMember
          people={people}
          consumers={consumers}
          add={(entry) => change.mutate({ entry, remove: false })}
        />
      )}
    </Paper>
  );
}
