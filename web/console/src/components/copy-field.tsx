import { ActionIcon, CopyButton, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Copies a value; the tooltip says so. */
export function CopyIcon({ value, label }: { readonly value: string; readonly label: string }) {
  const { t } = useTranslation('common');
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copied') : label} withArrow>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            onClick={copy}
            aria-label={copied ? t('copied') : label}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

type CopyFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
};

/** A value to take elsewhere, such as an address or an id. */
export function CopyField({ label, value, description }: CopyFieldProps) {
  const { t } = useTranslation('common');
  return (
    <TextInput
      label={label}
      value={value}
      description={description}
      readOnly
      onFocus={(event) => event.currentTarget.select()}
      rightSection={<CopyIcon value={value} label={t('copyNamed', { name: label })} />}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
}
