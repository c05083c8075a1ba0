import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from './copy-field.tsx';
import type { FormFieldProps } from './form-field.tsx';
import type { FieldDescriptor } from './form-rules.ts';

type SecretDescriptor = Extract<FieldDescriptor, { kind: 'secret' }>;

/** A value that goes in and never comes out: generated or typed, copied now or lost. */
export function SecretField(props: FormFieldProps<SecretDescriptor>) {
  const { t } = useTranslation('common');
  const { field, value, error, onChange } = props;
  const [shown, setShown] = useState(false);
  const text = typeof value === 'string' ? value : '';
  const generate = field.generate;
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="xs">
        <PasswordInput
          name={field.name}
          label={field.label}
          description={field.lost ? t('secret.again') : (field.description ?? null)}
          required={(field.required ?? false) && !field.stored}
          disabled={field.disabled ?? false}
          error={error}
          aria-invalid={error ? true : undefined}
          placeholder={field.stored ? t('secret.stored') : ''}
          autoComplete="new-password"
          visible={shown}
          onVisibilityChange={setShown}
          visibilityToggleButtonProps={{ 'aria-label': t('secret.toggle'), tabIndex: 0 }}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          // Where both do not fit, the button goes below: the label keeps the width of the form.
          style={{ flex: '1 1 15rem' }}
        />
        {generate && (
          <Button
            variant="default"
            leftSection={<IconKey size={16} />}
            onClick={() => {
              onChange(generate());
              setShown(true);
            }}
          >
            {t('secret.generate')}
          </Button>
        )}
      </Group>
      {text !== '' && (
        <Alert color="yellow" p="xs" icon={<IconKey size={16} />}>
          <Group gap="xs" justify="space-between" wrap="nowrap">
            {t('secret.once')}
            <CopyIcon value={text} label={t('copyNamed', { name: field.label })} />
          </Group>
        </Alert>
      )}
    </Stack>
  );
}
