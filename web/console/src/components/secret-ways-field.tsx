import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { SecretSourceRequest } from '@tandem/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from './copy-field.tsx';
import type { FormFieldProps } from './form-field.tsx';
import type { FieldDescriptor } from './form-rules.ts';
import { SecretField } from './secret-field.tsx';
import { SecretSourceField, useUsableCredentials } from './secret-source-field.tsx';
import { asSource, isSameSource, type SecretWay, switchWay } from './secret-source-rules.ts';
import { useInsecurePolicy } from './use-insecure-policy.ts';

type SecretDescriptor = Extract<FieldDescriptor, { kind: 'secret' }>;

/**
 * The way a secret begins with; null while nobody knows what there is to choose. Chosen once: what a person looks at does
 * not change by itself.
 */
function useFirstWay(isNew: boolean): SecretWay | null {
  const { isKnown, forbidden } = useInsecurePolicy();
  const { isLoading, data } = useUsableCredentials(isNew);
  const isKept = isNew && (data?.length ?? 0) > 0;
  const [way, setWay] = useState<SecretWay | null>(null);
  if (way !== null || !isKnown || isLoading) return way;
  const first = forbidden || isKept ? 'credential' : 'insecure';
  setWay(first);
  return first;
}

/** A secret of a form in the three ways: a credential, a variable, or typed in. Left alone, what is stored stays. */
function SecretWaysField(props: FormFieldProps<SecretDescriptor>) {
  const { t } = useTranslation('common');
  const { field, value, onChange } = props;
  const { forbidden } = useInsecurePolicy();
  const stored = field.source ?? null;
  // What is made here to be copied elsewhere is in no vault yet; what was lost is given as it was.
  const isNew = stored === null && field.generate === undefined && !field.lost;
  const way = useFirstWay(isNew);
  const blank = way && switchWay(way, null);
  const shown: SecretSourceRequest | null = asSource(value) ?? stored ?? blank;
  const typed = shown?.kind === 'insecure' ? (shown.value ?? '') : '';
  const generate = field.generate;
  return (
    <Stack gap="xs">
      <SecretSourceField
        name={field.name}
        label={field.label}
        description={field.lost ? t('secret.again') : (field.description ?? '')}
        required={(field.required ?? false) && !field.stored}
        disabled={field.disabled ?? false}
        error={props.error}
        stored={stored}
        value={shown}
        onChange={(next) => onChange(stored && isSameSource(next, stored) ? null : next)}
        generate={
          generate && !forbidden && !field.disabled ? (
            <Button
              variant="default"
              leftSection={<IconKey size={16} />}
              onClick={() => onChange({ kind: 'insecure', value: generate() })}
            >
              {t('secret.generate')}
            </Button>
          ) : null
        }
      />
      {typed !== '' && generate && (
        <Alert color="yellow" p="xs" icon={<IconKey size={16} />}>
          <Group gap="xs" justify="space-between" wrap="nowrap">
            {t('secret.once')}
            <CopyIcon value={typed} label={t('copyNamed', { name: field.label })} />
          </Group>
        </Alert>
      )}
    </Stack>
  );
}

/** A secret of a form: in the three ways where its field knows them, else only typed. */
export function SecretInput(props: FormFieldProps<SecretDescriptor>) {
  return props.field.source === undefined ? (
    <SecretField {...props} />
  ) : (
    <SecretWaysField {...props} />
  );
}
