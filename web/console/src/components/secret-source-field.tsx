import {
  Alert,
  Autocomplete,
  Group,
  Input,
  PasswordInput,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
} from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { SecretSourceRequest, SecretSourceView } from '@tandem/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '../api/read-all.ts';
import { useSession } from '../session/session.ts';
import { type SecretWay, secretWays, switchWay } from './secret-source-rules.ts';
import { useInsecurePolicy } from './use-insecure-policy.ts';

export type SecretSourceFieldProps = {
  readonly label: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly error?: string | null;
  /** What is stored, as the server answers it; null for a new thing. */
  readonly stored: SecretSourceView | null;
  /** Null while it is not known which way it begins with. */
  readonly value: SecretSourceRequest | null;
  readonly onChange: (value: SecretSourceRequest) => void;
  /** Names of variables to choose from; left out, those of the organisation and the environment. */
  readonly variables?: readonly string[];
  /** Stands for the field in a form of its own: the value is named as the field. */
  readonly name?: string;
  /** Makes a secret, beside where it is typed. */
  readonly generate?: ReactNode;
};

type PartProps<Kind extends SecretWay> = SecretSourceFieldProps & {
  readonly value: Extract<SecretSourceRequest, { kind: Kind }>;
};

/** The credentials that the person may use. */
export function useUsableCredentials(isWanted = true) {
  const { api, can } = useSession();
  return useQuery({
    queryKey: ['vault', 'credentials', 'usable'],
    queryFn: () =>
      readAll(200, (page) =>
        api.call('GET /tandem/vault/credentials', { query: { ...page, usable: true } }),
      ),
    enabled: isWanted && can({ all: ['vault:credential:view'] }),
    // Whoever finds none goes to the vault in another tab, makes one, and comes back.
    refetchOnWindowFocus: 'always',
  });
}

/** A credential of those that the person may use, and one of its attributes. */
function CredentialPart({ value, onChange, disabled = false, error }: PartProps<'credential'>) {
  const { t } = useTranslation('common');
  const list = useUsableCredentials();
  const credentials = list.data ?? [];
  const chosen = credentials.find(({ id }) => id === value.credential);
  return (
    <>
      <Select
        label={t('secretSource.whichCredential')}
        data={credentials.map(({ id, name }) => ({ value: id, label: name }))}
        value={value.credential || null}
        error={Boolean(error) && value.credential === ''}
        aria-invalid={error && value.credential === '' ? true : undefined}
        placeholder={list.isSuccess && credentials.length === 0 ? t('secretSource.noneUsable') : ''}
        disabled={disabled}
        searchable
        onChange={(credential) => {
          const found = credentials.find(({ id }) => id === credential);
          const attribute = found?.attributes.length === 1 ? found.attributes[0]?.id : '';
          onChange({ ...value, credential: credential ?? '', attribute: attribute ?? '' });
        }}
      />
      {chosen && (
        <Select
          label={t('secretSource.whichAttribute')}
          data={chosen.attributes.map(({ id, name }) => ({ value: id, label: name }))}
          value={value.attribute || null}
          error={Boolean(error) && value.attribute === ''}
          aria-invalid={error && value.attribute === '' ? true : undefined}
          disabled={disabled}
          onChange={(attribute) => onChange({ ...value, attribute: attribute ?? '' })}
        />
      )}
    </>
  );
}

/** A variable by its name: one of those that are known, or one that is made later. */
function VariablePart(props: PartProps<'variable'>) {
  const { value, onChange, disabled = false, variables, error } = props;
  const { t } = useTranslation('common');
  const { api, can } = useSession();
  const list = useQuery({
    queryKey: ['variables', 'all'],
    queryFn: () => readAll(200, (query) => api.call('GET /tandem/variables', { query })),
    enabled: variables === undefined && can({ all: ['vault:variable:view'] }),
  });
  return (
    <Autocomplete
      label={t('secretSource.variableName')}
      data={[...(variables ?? (list.data ?? []).map(({ name }) => name))]}
      value={value.name}
      error={Boolean(error)}
      aria-invalid={error ? true : undefined}
      disabled={disabled}
      onChange={(name) => onChange({ ...value, name })}
    />
  );
}

/** The secret itself, with what is wrong about it. */
function InsecurePart(props: PartProps<'insecure'> & { readonly forbidden: boolean }) {
  const { t } = useTranslation('common');
  const { value, onChange, stored, disabled = false, forbidden } = props;
  const isGiven = value.value !== undefined || stored?.kind === 'insecure';
  return (
    <>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <PasswordInput
          {...(props.name
            ? { name: props.name, 'aria-label': props.label }
            : { label: t('secretSource.value') })}
          error={Boolean(props.error)}
          aria-invalid={props.error ? true : undefined}
          style={{ flex: 1 }}
          placeholder={stored?.kind === 'insecure' ? t('secret.stored') : ''}
          autoComplete="new-password"
          disabled={disabled || forbidden}
          visibilityToggleButtonProps={{ 'aria-label': t('secret.toggle'), tabIndex: 0 }}
          value={value.value ?? ''}
          onChange={({ currentTarget }) =>
            onChange(
              currentTarget.value === ''
                ? { kind: 'insecure' }
                : { kind: 'insecure', value: currentTarget.value },
            )
          }
        />
        {props.generate}
      </Group>
      {/* Beside an error the advice would only be noise, and nothing is insecure yet where nothing is typed. */}
      {(forbidden || (isGiven && !props.error)) && (
        <Alert color={forbidden ? 'red' : 'yellow'} p="xs" icon={<IconAlertTriangle size={16} />}>
          {forbidden ? t('secretSource.forbidden') : t('secretSource.warning')}
        </Alert>
      )}
    </>
  );
}

/** A secret field in the three ways of S3.3: a credential of the vault, a variable, or the secret itself. */
export function SecretSourceField(props: SecretSourceFieldProps) {
  const { t } = useTranslation('common');
  const { value, onChange, disabled = false } = props;
  const { forbidden } = useInsecurePolicy();
  return (
    <Input.Wrapper
      label={props.label}
      description={props.description}
      required={props.required ?? false}
      error={props.error}
      labelElement="div"
      role="group"
      data-invalid={props.error ? true : undefined}
      aria-label={props.label}
    >
      <Stack gap="xs" mt={4} mb={props.error ? 5 : 0}>
        <SegmentedControl
          aria-label={t('secretSource.way')}
          fullWidth
          styles={{ label: { whiteSpace: 'normal', paddingInline: 6 } }}
          data={secretWays.map((kind) => ({ value: kind, label: t(`secretSource.${kind}`) }))}
          value={value?.kind ?? ''}
          disabled={disabled || value === null}
          onChange={(kind) => onChange(switchWay(kind as SecretWay, props.stored))}
        />
        {value === null && <Skeleton height={36} />}
        {value?.kind === 'credential' && <CredentialPart {...props} value={value} />}
        {value?.kind === 'variable' && <VariablePart {...props} value={value} />}
        {value?.kind === 'insecure' && (
          <InsecurePart {...props} value={value} forbidden={forbidden} />
        )}
      </Stack>
    </Input.Wrapper>
  );
}
