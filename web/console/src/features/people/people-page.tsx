import { IconUsers } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHomeDivision } from '#src/api/use-home-division.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FormValues, listOf } from '#src/components/form-rules.ts';
import { ListFilter } from '#src/components/list-filter.tsx';
import { ListPage, type ListRequest } from '#src/components/list-page.tsx';
import { notifyFailed } from '#src/components/notify.ts';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { EverybodyCapacity } from './everybody-capacity.tsx';
import {
  DELETE_PERSON,
  EDIT_PERSON,
  formToFirstChange,
  formToNewPerson,
  GIVE_ROLES,
  newPersonFields,
  type Person,
} from './person-rules.ts';
import { useRolesOfPeople } from './use-roles-of-people.ts';

const KEY = ['users'];

const STATES = ['active', 'inactive'] as const;
type State = (typeof STATES)[number];

function useLoadPeople(state: State) {
  const { api } = useSession();
  return async ({ search, pageNumber, pageSize }: ListRequest) => {
    if (search === '') {
      return api.call('GET /api/v2/users', { query: { pageNumber, pageSize, state } });
    }
    const found = await api.call('POST /api/v2/users/search', {
      body: {
        pageNumber,
        pageSize,
        query: [
          { type: 'CONTAINS', fields: ['name', 'email'], value: search },
          { type: 'EXACT', fields: ['state'], value: state },
        ],
      },
    });
    return { entities: found.results, total: found.total };
  };
}

/** Gives a new person roles beside the one that everybody has. The person is there already: a refusal is only told. */
function useGiveRoles() {
  const { t } = useTranslation('people');
  const { api } = useSession();
  return async (subjectId: string, roles: readonly string[]) => {
    if (roles.length === 0) return;
    const params = { subjectId };
    try {
      const held = await api.call('GET /api/v2/users/{subjectId}/roles', { params });
      const ids = (held.roles ?? []).flatMap(({ id }) => id ?? []);
      const body = [...new Set([...ids, ...roles])];
      await api.call('PUT /api/v2/users/{subjectId}/roles', { params, body });
    } catch (error) {
      notifyFailed(t('roles.failed', { reason: error instanceof Error ? error.message : '' }));
    }
  };
}

/** Gives a new person the name that customers read. The person is there already: a refusal is only told. */
function useNameForCustomers() {
  const { t } = useTranslation('people');
  const { api } = useSession();
  return async ({ id: userId = '', version = 1 }: Person, values: FormValues) => {
    const body = formToFirstChange(values, version);
    if (!body) return;
    try {
      await api.call('PATCH /api/v2/users/{userId}', { params: { userId }, body });
    } catch (error) {
      notifyFailed(
        t('fields.preferredNameFailed', { reason: error instanceof Error ? error.message : '' }),
      );
    }
  };
}

const pathOf = ({ id = '' }: Person): string => `/console/users/${id}`;

/** The organisation's people: list, create, delete; one opens on a page of its own. */
export function PeoplePage() {
  const { t } = useTranslation('people');
  const { api, can, me } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const home = useHomeDivision();
  const roles = useRolesOfPeople();
  const giveRoles = useGiveRoles();
  const nameForCustomers = useNameForCustomers();
  const [state, setState] = useState<State>('active');
  const load = useLoadPeople(state);
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<Person | null>(null);
  const open = (person: Person) => void navigate({ to: pathOf(person) });
  const create = async (values: FormValues) => {
    const made = await api.call('POST /api/v2/users', {
      body: formToNewPerson(values, home ?? ''),
    });
    await nameForCustomers(made, values);
    await giveRoles(made.id ?? '', listOf(values, 'roles'));
    await client.invalidateQueries({ queryKey: KEY });
    open(made);
  };
  return (
    <>
      <ListPage<Person>
        title={t('title')}
        description={t('description')}
        key={state}
        queryKey={[...KEY, state]}
        load={load}
        columns={[
          {
            key: 'name',
            header: t('fields.name'),
            render: ({ name, email }) => name || email || '',
          },
          {
            key: 'email',
            header: t('fields.email'),
            minor: true,
            render: ({ email }) => email ?? '',
          },
          { key: 'title', header: t('fields.title'), minor: true, render: ({ title }) => title },
          {
            key: 'state',
            header: t('fields.state'),
            render: ({ state = 'active' }) => (
              <StatusBadge tone={state === 'active' ? 'good' : 'neutral'}>
                {t(`states.${state}`)}
              </StatusBadge>
            ),
          },
        ]}
        rowId={({ id = '' }) => id}
        linkTo={pathOf}
        rowActions={(person) => (
          <>
            {can(EDIT_PERSON) && (
              <EditAction name={person.name ?? ''} onClick={() => open(person)} />
            )}
            {can(DELETE_PERSON) && person.id !== me.id && (
              <DeleteAction name={person.name ?? ''} onClick={() => setDoomed(person)} />
            )}
          </>
        )}
        actions={
          <>
            <EverybodyCapacity />
            <ListFilter
              label={t('fields.state')}
              options={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
              value={state}
              onChange={(value) => setState(value as State)}
            />
          </>
        }
        searchable
        {...(can({ all: ['directory:user:add'] })
          ? { newLabel: t('new'), onNew: () => setAdding(true) }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconUsers /> }}
      />
      <FormDrawer
        opened={adding}
        title={t('new')}
        fields={newPersonFields(t, {
          roles: can(GIVE_ROLES) ? roles : [],
          mayEdit: can(EDIT_PERSON),
        })}
        onSubmit={create}
        onClose={() => setAdding(false)}
      />
      <ConfirmDelete
        name={doomed?.name ?? null}
        consequence={t('deleteConsequence')}
        onConfirm={async () => {
          await api.call('DELETE /api/v2/users/{userId}', {
            params: { userId: doomed?.id ?? '' },
          });
          await client.invalidateQueries({ queryKey: KEY });
        }}
        onClose={() => setDoomed(null)}
      />
    </>
  );
}
