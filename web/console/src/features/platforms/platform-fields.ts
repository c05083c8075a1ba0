import type { FieldDescriptor, FieldOption } from '#src/components/form-rules.ts';
import { generateSecret } from '#src/components/generate-secret.ts';

type Translate = (key: string) => string;

/** Signature secrets have more than 15 characters. */
export const SECRET_LENGTH = 16;

export type PlatformChoices = {
  readonly settings: readonly FieldOption[];
  readonly contents: readonly FieldOption[];
};

/** The fields of a platform; the content profile is chosen once the platform exists. */
export const platformFields = (
  t: Translate,
  { settings, contents }: PlatformChoices,
  about: { readonly saved: boolean; readonly editable: boolean },
): readonly FieldDescriptor[] => {
  const disabled = !about.editable;
  const fields: FieldDescriptor[] = [
    {
      kind: 'text',
      name: 'name',
      label: t('fields.name'),
      description: t('fields.nameHelp'),
      required: true,
      maxLength: 256,
      disabled,
    },
    {
      kind: 'text',
      name: 'url',
      label: t('fields.url'),
      description: t('fields.urlHelp'),
      placeholder: t('fields.urlExample'),
      required: true,
      disabled,
    },
    {
      kind: 'secret',
      name: 'secret',
      label: t('fields.secret'),
      description: t(about.saved ? 'fields.secretSavedHelp' : 'fields.secretHelp'),
      required: true,
      stored: about.saved,
      minLength: SECRET_LENGTH,
      disabled,
      ...(about.editable ? { generate: generateSecret } : {}),
    },
    {
      kind: 'select',
      name: 'setting',
      label: t('fields.setting'),
      description: t('fields.settingHelp'),
      options: settings,
      disabled,
    },
  ];
  if (!about.saved) return fields;
  return [
    ...fields,
    {
      kind: 'select',
      name: 'content',
      label: t('fields.content'),
      description: t('fields.contentHelp'),
      options: contents,
      disabled,
    },
  ];
};
