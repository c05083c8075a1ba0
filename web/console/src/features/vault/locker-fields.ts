import type { TFunction } from 'i18next';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';

export const lockerFields = (t: TFunction<'vault'>): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
  { kind: 'textarea', name: 'description', label: t('fields.description'), maxLength: 1000 },
];

export const formToLocker = (values: FormValues) => ({
  name: textOf(values, 'name'),
  description: textOf(values, 'description'),
});
