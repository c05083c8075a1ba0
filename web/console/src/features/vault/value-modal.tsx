import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';

export type ValueTarget = {
  readonly credentialId: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly masked: boolean;
  readonly hasValue: boolean;
};

type ValueModalProps = {
  /** Null keeps the dialog closed. */
  readonly attribute: ValueTarget | null;
  readonly onSaved: () => Promise<unknown>;
  readonly onClose: () => void;
};

function ValueForm({ attribute, onSaved, onClose }: ValueModalProps & { attribute: ValueTarget }) {
  const { t } = useTranslation(['vault', 'common']);
  const { api } = useSession();
  const [value, setValue] = useState('');
  const params = { credentialId: attribute.credentialId, attributeId: attribute.id };
  const path = '/tandem/vault/credentials/{credentialId}/attributes/{attributeId}/value' as const;
  const done = async () => {
    await onSaved();
    onClose();
  };
  const save = useMutation({
    mutationFn: () => api.call(`PUT ${path}`, { params, body: { value } }),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: () => api.call(`DELETE ${path}`, { params }),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value !== '') save.mutate();
  };
  const common = {
    label: attribute.name,
    description: attribute.description || t('vault:value.help'),
    placeholder: attribute.hasValue ? t('vault:value.stored') : '',
    autoComplete: 'off',
    value,
    onChange: (event: { currentTarget: { value: string } }) => setValue(event.currentTarget.value),
    'data-autofocus': true,
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {attribute.masked ? (
          <PasswordInput
            {...common}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('common:secret.toggle'), tabIndex: 0 }}
          />
        ) : (
          <TextInput {...common} />
        )}
        {(save.error ?? remove.error) && <ErrorNotice error={save.error ?? remove.error} />}
        <Group justify="flex-end">
          {attribute.hasValue && (
            <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('vault:value.remove')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={value === ''}>
            {t('common:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The person's own value of an attribute: it goes in and is not shown again. */
export function ValueModal(props: ValueModalProps) {
  const { t } = useTranslation(['vault', 'common']);
  return (
    <Modal
      opened={props.attribute !== null}
      onClose={props.onClose}
      title={t('vault:value.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {props.attribute && <ValueForm {...props} attribute={props.attribute} />}
    </Modal>
  );
}
