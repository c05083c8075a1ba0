import { Alert, Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, Fragment, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FoldingSections } from './folding-sections.tsx';
import { FormError } from './form-error.tsx';
import { FormField } from './form-field.tsx';
import {
  type FieldDescriptor,
  type FieldValue,
  type FormValues,
  foldFields,
  initialValues,
  isSet,
  refuseAll,
  withValues,
} from './form-rules.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { useServerRefusals } from './use-problem.ts';
import { useRefusals } from './use-refusals.ts';
import { type Unsaved, useUnsaved } from './use-unsaved.ts';

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
  /** Level of the headings of sections that fold; 2 where nothing is said. */
  readonly sectionOrder?: 2 | 3 | 4;
  /** Shows the values without a way to save them. */
  readonly readOnly?: boolean;
  /** Told what stands in the form, such as for a preview. */
  readonly onValues?: (values: FormValues) => void;
  /** Told what was typed and is not saved, for whoever may close the form. */
  readonly onUnsaved?: (unsaved: Unsaved) => void;
  /** Shown below the fields, such as members of a queue. */
  readonly children?: ReactNode;
};

/** A form from field descriptors: checks, saves, shows what the server objects to. */
export function Form(props: FormProps) {
  const { t } = useTranslation('common');
  const { fields } = props;
  const [values, setValues] = useState(() => initialValues(fields, props.initial ?? {}));
  const refusals = useRefusals(fields);
  const shown = fields.filter((field) => !field.visible || field.visible(values));
  const refusalsOf = useServerRefusals(shown);
  const unsaved = useUnsaved(values);
  const { onUnsaved, readOnly = false } = props;
  useEffect(() => onUnsaved?.(unsaved), [onUnsaved, unsaved]);
  const save = useMutation({
    mutationFn: (given: FormValues) => {
      unsaved.sending();
      return props.onSubmit(given);
    },
    onSuccess: () => {
      unsaved.saved();
      props.onDone?.();
    },
    onError: (error) => {
      unsaved.refused();
      refusals.take(refusalsOf(error));
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What the server said of the last try is no answer to this one.
    save.reset();
    if (refusals.take(refuseAll(fields, values))) save.mutate(values);
  };
  const change = (name: string, value: FieldValue) => {
    const typed = { ...values, [name]: value };
    const next = props.follow?.(values, typed) ?? typed;
    setValues(next);
    props.onValues?.(next);
    refusals.changed(name, next);
    // What the server objected to stands at the fields; mending them is the answer to it.
    if (Object.keys(refusalsOf(save.error)).length > 0) save.reset();
  };

  const atFields = Object.keys(refusalsOf(save.error)).length > 0;
  const show = (field: FieldDescriptor) => (
    <Fragment key={field.name}>
      <FormField
        field={withValues(field, values)}
        value={values[field.name] ?? null}
        error={refusals.wordsFor(field.name)}
        onChange={(value) => change(field.name, value)}
      />
      {field.warn?.(values) && (
        <Alert color="yellow" p="xs">
          {field.warn(values)}
        </Alert>
      )}
    </Fragment>
  );
  const { before, sections } = foldFields(shown);

  return (
    <form ref={refusals.form} onSubmit={submit} noValidate>
      {!readOnly && <LeaveGuard dirty={unsaved.isDirty} />}
      <Stack>
        {before.map(show)}
        {sections.length > 0 && (
          <FoldingSections
            order={props.sectionOrder ?? 2}
            sections={sections.map(({ section, fields: inside }) => ({
              ...{ name: section.name, label: section.label },
              description: section.description ?? null,
              set: inside.filter(({ name }) => isSet(values[name])).length,
              isBad: inside.some(({ name }) => refusals.wordsFor(name) !== null),
              children: <Stack>{inside.map(show)}</Stack>,
            }))}
          />
        )}
        {props.children}
        {save.isError && <FormError error={save.error} atFields={atFields} fields={shown} />}
        <Group justify="flex-end">
          {props.onCancel && (
            <Button variant="default" onClick={props.onCancel}>
              {t('cancel')}
            </Button>
          )}
          {!readOnly && (
            <Button type="submit" loading={save.isPending}>
              {props.submitLabel ?? t('save')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
