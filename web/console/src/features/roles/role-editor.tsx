import { Alert, Paper, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '#src/components/form.tsx';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import { useSession } from '#src/session/session.ts';
import { PermissionChecklist } from './permission-checklist.tsx';
import { type Grantable, isSweeping, type Role, toGrants, toPolicies } from './policy-rules.ts';

type RoleEditorProps = {
  readonly role: Role | null;
  readonly rows: readonly Grantable[];
  readonly onSaved: (role: Role) => void;
};

/** Name, description and permissions of a role. */
export function RoleEditor({ role, rows, onSaved }: RoleEditorProps) {
  const { t } = useTranslation('roles');
  const { api, can } = useSession();
  const client = useQueryClient();
  const policies = role?.permissionPolicies ?? [];
  const sweeping = policies.filter(isSweeping);
  const [grants, setGrants] = useState(() =>
    toGrants(
      policies.filter((policy) => !isSweeping(policy)),
      rows,
    ),
  );
  const editable = can({ all: [`authorization:role:${role ? 'edit' : 'add'}`] });

  const save = async (values: FormValues) => {
    const body = {
      name: textOf(values, 'name'),
      description: textOf(values, 'description'),
      permissionPolicies: toPolicies(grants, sweeping),
    };
    const saved = role?.id
      ? await api.call('PUT /api/v2/authorization/roles/{roleId}', {
          params: { roleId: role.id },
          body,
        })
      : await api.call('POST /api/v2/authorization/roles', { body });
    await client.invalidateQueries({ queryKey: ['roles'] });
    onSaved(saved);
  };
  return (
    <Paper withBorder p="lg">
      <Form
        fields={[
          {
            kind: 'text',
            name: 'name',
            label: t('fields.name'),
            required: true,
            disabled: !editable,
          },
          {
            kind: 'textarea',
            name: 'description',
            label: t('fields.description'),
            disabled: !editable,
          },
        ]}
        initial={{ name: role?.name ?? '', description: role?.description ?? '' }}
        readOnly={!editable}
        onSubmit={save}
      >
        <Title order={2} size="h4">
          {t('permissions')}
        </Title>
        {sweeping.length > 0 && (
          <Alert color="blue" title={t('sweeping')}>
            {sweeping
              .map(({ domain, entityName, actionSet }) =>
                [domain, entityName, (actionSet ?? []).join('|')].join(':'),
              )
              .join(', ')}
          </Alert>
        )}
        <PermissionChecklist rows={rows} grants={grants} editable={editable} onChange={setGrants} />
      </Form>
    </Paper>
  );
}
