import { Anchor, Autocomplete, Stack } from '@mantine/core';
import type { SecretSourceRequest, SecretSourceView } from '@tandem/contract';
import { useTranslation } from 'react-i18next';
import { SecretSourceField } from '#src/components/secret-source-field.tsx';
import { useDesigner } from '../designer/designer-context.ts';
import { type PlainField, sessionsOf } from '../document/catalogue.ts';
import { type FlowVariableType, isRow, type Json } from '../document/flow-document.ts';
import { addVariable, isIdentifier } from '../document/variables.ts';
import type { Choice } from '../flow-api.ts';
import { type FieldInputProps, useInputProps } from './input-props.ts';
import { useResourceChoices } from './use-choices.ts';

type KindOf<Kind extends PlainField['kind']> = Extract<PlainField, { readonly kind: Kind }>;

const asName = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const given = (text: string): string | undefined => (text === '' ? undefined : text);

/** A declared variable; an unknown name can be declared on the spot. */
export function VariableInput(props: FieldInputProps<KindOf<'variable'>>) {
  const { t } = useTranslation('flows');
  const { document, edit } = useDesigner();
  const { field, onChange, disabled } = props;
  const common = useInputProps(props);
  const value = asName(props.value);
  const { types } = field;
  const fitting = document.variables.filter(
    ({ type }) => !types || type === undefined || types.includes(type),
  );
  const known = document.variables.some(({ name }) => name === value);
  const type = (types?.[0] ?? 'String') as FlowVariableType;
  return (
    <Stack gap={2}>
      <Autocomplete
        {...common}
        data={fitting.map(({ name }) => name)}
        value={value}
        onChange={(name) => onChange(given(name))}
      />
      {!known && isIdentifier(value) && !disabled && (
        <Anchor
          component="button"
          type="button"
          size="xs"
          ta="start"
          onClick={() => edit((old) => addVariable(old, { name: value, type }))}
        >
          {t('settings.declare', { name: value })}
        </Anchor>
      )}
    </Stack>
  );
}

/** The name of a session: typed where it comes into being, else one of those that are signed in. */
export function SessionInput(props: FieldInputProps<KindOf<'session'>>) {
  const { document, catalogue } = useDesigner();
  const { field, onChange } = props;
  return (
    <Autocomplete
      {...useInputProps(props)}
      data={field.declares ? [] : [...sessionsOf(document.actions, catalogue)]}
      value={asName(props.value ?? field.default)}
      onChange={(name) => onChange(given(name))}
    />
  );
}

/** Handover providers that somebody made stand apart from the kinds, which mean what the endpoint has set. */
const inGroups = (choices: readonly Choice[], names: { own: string; kinds: string }) => {
  const named = (isOwn: boolean) =>
    choices.filter(({ id }) => uuid.test(id) === isOwn).map(({ name }) => name);
  const own = [...new Set(named(true))];
  const kinds = [...new Set(named(false))].filter((name) => !own.includes(name));
  return [
    { group: names.own, items: own },
    { group: names.kinds, items: kinds },
  ].filter(({ items }) => items.length > 0);
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The name of something the product keeps, or a template that makes it. */
export function ResourceInput(props: FieldInputProps<KindOf<'resource'>>) {
  const { t } = useTranslation('flows');
  const { field, onChange } = props;
  const choices = useResourceChoices(field.resource);
  const value = asName(props.value);
  const byId = choices.find(({ id }) => id === value);
  return (
    <Autocomplete
      {...useInputProps(props)}
      {...(byId ? { description: byId.name } : {})}
      data={
        field.resource === 'handoverProvider'
          ? inGroups(choices, { own: t('settings.ownProviders'), kinds: t('settings.ofEndpoint') })
          : [...new Set(choices.map(({ name }) => name))]
      }
      limit={50}
      value={value}
      onChange={(name) => onChange(given(name))}
    />
  );
}

const NO_SECRET: SecretSourceRequest = { kind: 'credential', credential: '', attribute: '' };

/** A secret in one of the three ways; a variable is one of the flow. */
export function SecretInput(props: FieldInputProps<KindOf<'secret'>>) {
  const { document } = useDesigner();
  const { label, required, disabled, error } = useInputProps(props);
  const { value, onChange } = props;
  const setting = isRow(value) ? (value as unknown as SecretSourceRequest) : NO_SECRET;
  const sealed = isRow(value) && value['kind'] === 'insecure' && 'sealed' in value ? value : null;
  const stored: SecretSourceView | null = sealed ? { kind: 'insecure' } : null;
  return (
    <SecretSourceField
      label={label}
      required={required}
      disabled={disabled}
      error={error}
      stored={stored}
      variables={document.variables.map(({ name }) => name)}
      value={setting}
      onChange={(next) => {
        // What is sealed stays as long as nothing else is typed.
        const kept = sealed && next.kind === 'insecure' && next.value === undefined;
        onChange(kept ? sealed : (next as unknown as Json));
      }}
    />
  );
}
