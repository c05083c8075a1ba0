import { Button, Divider, Stack } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '#src/components/form.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { textOf } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import {
  EDIT_PERSON,
  formToPerson,
  type Person,
  passwordField,
  personFields,
  personToForm,
} from './person-rules.ts';

function NewPassword({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people');
  const { api } = useSession();
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconKey size={16} />}
        onClick={() => setOpened(true)}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('password.set')}
      </Button>
      <FormDrawer
        opened={opened}
        title={t('password.title', { name: person.name })}
        fields={[passwordField(t)]}
        onSubmit={(values) =>
          api.call('POST /api/v2/users/{userId}/password', {
            params: { userId: person.id ?? '' },
            body: { newPassword: textOf(values, 'password') },
          })
        }
        onDone={() => {
          notifyDone(t('password.saved'));
          close();
        }}
        onClose={close}
      />
    </>
  );
}

/** Name, address, state, password. */
export function ProfileTab({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people');
  const { api, can } = useSession();
  const client = useQueryClient();
  return (
    <Stack>
      <Form
        fields={personFields(t)}
        initial={personToForm(person)}
        readOnly={!can(EDIT_PERSON)}
        onSubmit={async (values) => {
          await api.call('PATCH /api/v2/users/{userId}', {
            params: { userId: person.id ?? '' },
            body: formToPerson(values, person),
          });
          await client.invalidateQueries({ queryKey: ['users'] });
        }}
        onDone={() => notifyDone(t('saved'))}
      />
      {can({ all: ['directory:user:setPassword'] }) && (
        <>
          <Divider />
          <NewPassword person={person} />
        </>
      )}
    </Stack>
  );
}
