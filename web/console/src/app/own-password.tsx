import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { notifyDone } from '../components/notify.ts';
import { useSession } from '../session/session.ts';
import { type OwnPassword, type Refusal, refuseOwnPassword } from './own-password-rules.ts';

const FIELDS = [
  { name: 'current', autoComplete: 'current-password' },
  { name: 'next', autoComplete: 'new-password' },
  { name: 'again', autoComplete: 'new-password' },
] as const;

const isWrong = (error: unknown) => error instanceof ApiError && error.code === 'invalid.password';

type FieldProps = {
  readonly field: (typeof FIELDS)[number];
  readonly value: string;
  readonly refusal: Refusal | null;
  readonly onChange: (value: string) => void;
};

function PasswordField({ field, value, refusal, onChange }: FieldProps) {
  const { t } = useTranslation('app');
  const { t: common } = useTranslation('common');
  const { name, autoComplete } = field;
  return (
    <PasswordInput
      name={name}
      label={t(`ownPassword.${name}`)}
      description={name === 'next' ? t('ownPassword.help') : null}
      autoComplete={autoComplete}
      required
      error={refusal && t(`ownPassword.refused.${refusal}`)}
      aria-invalid={refusal ? true : undefined}
      visibilityToggleButtonProps={{ 'aria-label': common('secret.toggle'), tabIndex: 0 }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function OwnPasswordForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('app');
  const { t: common } = useTranslation('common');
  const { api, me } = useSession();
  const [values, setValues] = useState<OwnPassword>({ current: '', next: '', again: '' });
  const [refusals, setRefusals] = useState<Partial<Record<keyof OwnPassword, Refusal>>>({});
  const focus = (name: keyof OwnPassword) => document.getElementsByName(name)[0]?.focus();
  const save = useMutation({
    mutationFn: () =>
      api.call('POST /api/v2/users/me/password', {
        body: { oldPassword: values.current, newPassword: values.next },
      }),
    onSuccess: () => {
      notifyDone(t('ownPassword.saved'));
      onClose();
    },
    onError: (error) => {
      if (!isWrong(error)) return;
      setRefusals({ current: 'wrong' });
      focus('current');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The form lies inside the page's own tree of events.
    event.stopPropagation();
    const found = refuseOwnPassword(values);
    setRefusals(found);
    const first = FIELDS.find(({ name }) => found[name]);
    if (first) focus(first.name);
    else save.mutate();
  };
  const change = (name: keyof OwnPassword, value: string) => {
    const next = { ...values, [name]: value };
    setValues(next);
    // What was objected to is looked at again, and only that.
    const now = refuseOwnPassword(next);
    setRefusals((old) =>
      Object.fromEntries(
        FIELDS.flatMap((field) => {
          const left =
            field.name === name || old[field.name] !== 'wrong' ? now[field.name] : 'wrong';
          return old[field.name] && left ? [[field.name, left]] : [];
        }),
      ),
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('ownPassword.text')}</Text>
        {/* Tells password managers whose password it is. */}
        <input type="text" autoComplete="username" value={me.email ?? ''} readOnly hidden />
        {FIELDS.map((field) => (
          <PasswordField
            key={field.name}
            field={field}
            value={values[field.name]}
            refusal={refusals[field.name] ?? null}
            onChange={(value) => change(field.name, value)}
          />
        ))}
        {save.isError && !isWrong(save.error) && <ErrorNotice error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('ownPassword.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type OwnPasswordDialogProps = { readonly opened: boolean; readonly onClose: () => void };

/** Changes the password of the person who is signed in; it is made anew each time it opens. */
export function OwnPasswordDialog({ opened, onClose }: OwnPasswordDialogProps) {
  const { t } = useTranslation('app');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('ownPassword.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {opened && <OwnPasswordForm onClose={onClose} />}
    </Modal>
  );
}
