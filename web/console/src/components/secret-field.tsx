import { Alert, Box, Button, Group, PasswordInput, Stack } from '@mantine/core';
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
        // Beside the input alone: what is said below it moves nothing.
        inputContainer={(input) => (
          <Group gap="xs">
            <Box flex="1 1 15rem">{input}</Box>
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
        )}
      />
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
