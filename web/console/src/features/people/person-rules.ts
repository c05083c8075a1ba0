import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import type { PermissionNeed } from '#src/api/permissions.ts';
import {
  type FieldDescriptor,
  type FieldOption,
  type FormValues,
  textOf,
} from '#src/components/form-rules.ts';
import { generateSecret } from '#src/components/generate-secret.ts';

export type Person = ReplyOf<'GET /api/v2/users/{userId}'>;
type NewPerson = BodyOf<'POST /api/v2/users'>;
type PersonChange = BodyOf<'PATCH /api/v2/users/{userId}'>;
type Translate = (key: string) => string;

const anyOf = (action: string): PermissionNeed => ({
  any: ['admin', `directory:user:${action}`, 'directory:organization:admin'],
});
export const EDIT_PERSON = anyOf('edit');
export const DELETE_PERSON = anyOf('delete');

const EMAIL = /^[^\s@]+@[^\s@]+$/;

const profileFields = (t: Translate): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
  {
    kind: 'text',
    name: 'email',
    label: t('fields.email'),
    description: t('fields.emailHelp'),
    required: true,
    pattern: EMAIL,
  },
  { kind: 'text', name: 'title', label: t('fields.title'), maxLength: 256 },
  { kind: 'text', name: 'department', label: t('fields.department'), maxLength: 256 },
];

const nameForCustomers = (t: Translate): FieldDescriptor => ({
  kind: 'text',
  name: 'preferredName',
  label: t('fields.preferredName'),
  description: t('fields.preferredNameHelp'),
  maxLength: 200,
});

export const passwordField = (t: Translate): FieldDescriptor => ({
  kind: 'secret',
  name: 'password',
  label: t('fields.password'),
  description: t('fields.passwordHelp'),
  required: true,
  minLength: 8,
  generate: () => generateSecret().slice(0, 20),
});

export const GIVE_ROLES: PermissionNeed = {
  all: ['authorization:grant:add', 'authorization:role:view'],
};

/**
 * @param options roles to choose from, none when the person who creates may not give any; and whether that person may
 * change users, which the name for customers needs
 */
export const newPersonFields = (
  t: Translate,
  { roles, mayEdit }: { readonly roles: readonly FieldOption[]; readonly mayEdit: boolean },
): readonly FieldDescriptor[] => [
  ...profileFields(t),
  ...(mayEdit ? [nameForCustomers(t)] : []),
  ...(roles.length > 0
    ? [
        {
          kind: 'multiselect',
          name: 'roles',
          label: t('roles.label'),
          description: t('fields.rolesHelp'),
          options: roles,
        } as const,
      ]
    : []),
  passwordField(t),
];

export const personFields = (t: Translate): readonly FieldDescriptor[] => [
  ...profileFields(t),
  nameForCustomers(t),
  {
    kind: 'switch',
    name: 'active',
    label: t('fields.active'),
    description: t('fields.activeHelp'),
  },
];

export const personToForm = (person: Person): FormValues => ({
  name: person.name ?? '',
  email: person.email ?? '',
  title: person.title ?? '',
  department: person.department ?? '',
  preferredName: person.preferredName ?? '',
  active: person.state !== 'inactive',
});

const profileOf = (values: FormValues) => ({
  name: textOf(values, 'name'),
  email: textOf(values, 'email'),
  title: textOf(values, 'title'),
  department: textOf(values, 'department'),
});

export function formToNewPerson(values: FormValues, divisionId: string): NewPerson {
  const { title, department, ...rest } = profileOf(values);
  return {
    ...rest,
    ...(title ? { title } : {}),
    ...(department ? { department } : {}),
    divisionId,
    password: textOf(values, 'password'),
  };
}

/** What the wire takes for a user who is there already, not for a new one; null when the form has none of it. */
export const formToFirstChange = (values: FormValues, version: number): PersonChange | null => {
  const preferredName = textOf(values, 'preferredName');
  return preferredName ? { preferredName, version } : null;
};

export const formToPerson = (values: FormValues, { version }: Person): PersonChange => ({
  ...profileOf(values),
  preferredName: textOf(values, 'preferredName'),
  state: values['active'] === true ? 'active' : 'inactive',
  version,
});
