import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { ErrorNotice } from './error-notice.tsx';
import { FormField } from './form-field.tsx';
import {
  type FieldDescriptor,
  type FieldValue,
  type FormValues,
  initialValues,
  type Refusals,
  refuseAll,
  withValues,
} from './form-rules.ts';
import { useRefusals } from './use-refusals.ts';

export type FormProps = {
  readonly fields: readonly FieldDescriptor[];
  /** Values of the saved thing; read once, when the form appears. */
  readonly initial?: FormValues;
  /** What else changes with what was typed, such as a default that follows from a choice. */
  readonly follow?: (before: FormValues, next: FormValues) => FormValues;
  readonly onSubmit: (values: FormValues) => Promise<unknown>;
  readonly onDone?: () => void;
  readonly onCancel?: () => void;
  readonly submitLabel?: string;
  /** Shows the values without a way to save them. */
  readonly readOnly?: boolean;
  /** Shown below the fields, such as members of a queue. */
  readonly children?: ReactNode;
};

/** The server's objections to single fields, so that they stand where they belong. */
const refusalsOf = (error: unknown): Refusals =>
  error instanceof ApiError
    ? Object.fromEntries(error.fields.map(({ field, message }) => [field, { text: message }]))
    : {};

/** A form from field descriptors: checks, saves, shows what the server objects to. */
export function Form(props: FormProps) {
  const { t } = useTranslation('common');
  const { fields } = props;
  const [values, setValues] = useState(() => initialValues(fields, props.initial ?? {}));
  const refusals = useRefusals(fields);
  const save = useMutation({
    mutationFn: props.onSubmit,
    onSuccess: () => props.onDone?.(),
    onError: (error) => void refusals.take(refusalsOf(error)),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusals.take(refuseAll(fields, values))) save.mutate(values);
  };
  const change = (name: string, value: FieldValue) => {
    const typed = { ...values, [name]: value };
    const next = props.follow?.(values, typed) ?? typed;
    setValues(next);
    refusals.changed(name, next);
    // What the server objected to stands at the fields; mending them is the answer to it.
    if (Object.keys(refusalsOf(save.error)).length > 0) save.reset();
  };

  return (
    <form ref={refusals.form} onSubmit={submit} noValidate>
      <Stack>
        {fields
          .filter((field) => !field.visible || field.visible(values))
          .map((field) => (
            <FormField
              key={field.name}
              field={withValues(field, values)}
              value={values[field.name] ?? null}
              error={refusals.wordsFor(field.name)}
              onChange={(value) => change(field.name, value)}
            />
          ))}
        {props.children}
        {save.isError && <ErrorNotice error={save.error} />}
        <Group justify="flex-end">
          {props.onCancel && (
            <Button variant="default" onClick={props.onCancel}>
              {t('cancel')}
            </Button>
          )}
          {!props.readOnly && (
            <Button type="submit" loading={save.isPending}>
              {props.submitLabel ?? t('save')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
