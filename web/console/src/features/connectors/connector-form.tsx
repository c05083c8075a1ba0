import { Button, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import type { SecretSourceRequest } from '@tandem/contract';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormError } from '#src/components/form-error.tsx';
import { FormField } from '#src/components/form-field.tsx';
import {
  type FieldDescriptor,
  type FormValues,
  initialValues,
  listOf,
  type Refusals,
  refuseAll,
} from '#src/components/form-rules.ts';
import { LeaveGuard } from '#src/components/leave-guard.tsx';
import { SecretSourceField } from '#src/components/secret-source-field.tsx';
import { isComplete, switchWay } from '#src/components/secret-source-rules.ts';
import { useRefusals } from '#src/components/use-refusals.ts';
import { useUnsaved } from '#src/components/use-unsaved.ts';
import { type Choices, connectorFields } from './connector-fields.ts';
import {
  type Connector,
  type ConnectorBody,
  type ConnectorKind,
  connectorToForm,
  formToConnector,
  hasSecret,
  needsConsent,
  readsOnly,
  storedSecret,
} from './connector-rules.ts';

type Props = {
  readonly kind: ConnectorKind;
  readonly connector: Connector | null;
  readonly choices: Choices;
  readonly readOnly: boolean;
  readonly onSubmit: (body: ConnectorBody) => Promise<unknown>;
};

/** Everything that is typed and ticked, and what is wrong about it. */
function useConnectorForm({ kind, connector, choices, onSubmit }: Props) {
  const { t } = useTranslation('connectors');
  const fields = connectorFields(t, kind, choices);
  const [values, setValues] = useState(() => initialValues(fields, connectorToForm(connector)));
  const [given, setGiven] = useState<SecretSourceRequest | null>(null);
  const [consent, setConsent] = useState(false);
  const refusals = useRefusals(fields);
  const stored = storedSecret(connector, values['authentication']);
  const secret = given ?? switchWay(stored?.kind ?? 'credential', stored);
  const asksConsent = needsConsent(connector, values, secret);
  const unsaved = useUnsaved({ values, given, consent });
  const save = useMutation({
    onMutate: unsaved.sending,
    onSuccess: unsaved.saved,
    onError: unsaved.refused,
    mutationFn: () => {
      const textVersion = asksConsent && consent ? choices.settings.consentVersion : null;
      return onSubmit(formToConnector({ kind, values, secret, consent: textVersion }));
    },
  });
  const refusalsNow = (): Refusals => ({
    ...refuseAll(fields, values),
    ...(kind === 'custom' && hasSecret(values) && !isComplete(secret, stored)
      ? { secret: { key: 'required' } as const }
      : {}),
    ...(asksConsent && !consent ? { consent: { text: t('consent.missing') } } : {}),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.reset();
    if (refusals.take(refusalsNow())) save.mutate();
  };
  return {
    ...{ fields, values, stored, secret, consent, refusals, asksConsent, save, submit, unsaved },
    setGiven(next: SecretSourceRequest) {
      setGiven(next);
      refusals.changed('secret', values);
    },
    setConsent(next: boolean) {
      setConsent(next);
      refusals.changed('consent', values);
    },
    set: (name: string, value: FormValues[string]) => {
      if (name === 'authentication') setGiven(null);
      const next = { ...values, [name]: value };
      setValues(next);
      refusals.changed(name, next);
    },
  };
}

type State = ReturnType<typeof useConnectorForm>;

/** A choice of several as text: a list that cannot be changed is hard to read. */
function Chosen({ label, names }: { readonly label: string; readonly names: readonly string[] }) {
  return (
    <div>
      <Text size="sm" fw="var(--mantine-font-weight-medium)">
        {label}
      </Text>
      <Text size="sm">{names.join(', ')}</Text>
    </div>
  );
}

function Fields({ form, readOnly }: { readonly form: State; readonly readOnly: boolean }) {
  const { t } = useTranslation('connectors');
  const { values, refusals } = form;
  const shown = (field: FieldDescriptor) => !field.visible || field.visible(values);
  return (
    <>
      {form.fields
        .filter(shown)
        .map((field) =>
          readOnly && field.kind === 'multiselect' ? (
            <Chosen key={field.name} label={field.label} names={listOf(values, field.name)} />
          ) : (
            <FormField
              key={field.name}
              field={{ ...field, disabled: readOnly }}
              value={values[field.name] ?? null}
              error={refusals.wordsFor(field.name)}
              onChange={(value) => form.set(field.name, value)}
            />
          ),
        )}
      {form.fields.some(({ name }) => name === 'authentication') && hasSecret(values) && (
        <SecretSourceField
          label={t(`secrets.${String(values['authentication'])}`)}
          required
          disabled={readOnly}
          error={refusals.wordsFor('secret')}
          stored={form.stored}
          value={form.secret}
          onChange={form.setGiven}
        />
      )}
    </>
  );
}

/** Name, address, access, and the consent that lets the connector do it. */
export function ConnectorForm(props: Props) {
  const { t } = useTranslation('connectors');
  const form = useConnectorForm(props);
  const refusal = form.refusals.wordsFor('consent');
  return (
    <Paper withBorder p="lg">
      <form ref={form.refusals.form} onSubmit={form.submit} noValidate>
        <Stack>
          <Fields form={form} readOnly={props.readOnly} />
          {form.asksConsent && !props.readOnly && (
            <Checkbox
              name="consent"
              label={t(readsOnly(props.kind, form.values) ? 'consent.readText' : 'consent.text')}
              description={props.connector ? t('consent.again') : null}
              checked={form.consent}
              error={refusal}
              aria-invalid={refusal ? true : undefined}
              onChange={({ currentTarget }) => form.setConsent(currentTarget.checked)}
            />
          )}
          {form.save.isError && <FormError error={form.save.error} />}
          {!props.readOnly && <LeaveGuard dirty={form.unsaved.isDirty} />}
          {!props.readOnly && (
            <Group justify="flex-end">
              <Button type="submit" loading={form.save.isPending}>
                {props.connector ? t('save') : t('add')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
