import type { BodyOf, ReplyOf } from '#src/api/operations.ts';

export type Locker = NonNullable<ReplyOf<'GET /tandem/vault/lockers'>>['entities'][number];
export type LockerDetail = NonNullable<ReplyOf<'GET /tandem/vault/lockers/{lockerId}'>>;
export type Credential = NonNullable<ReplyOf<'GET /tandem/vault/credentials/{credentialId}'>>;
export type CredentialBody = BodyOf<'POST /tandem/vault/credentials'>;
export type ValueRequest = NonNullable<ReplyOf<'GET /tandem/vault/requests'>>['entities'][number];

/** Stands in the address for "in no locker". */
export const noLocker = 'none';

export type AttributeDraft = {
  /** Of the row; a new attribute has no id yet. */
  readonly key: number;
  readonly id?: string;
  readonly name: string;
  readonly description: string;
  readonly input: 'standard' | 'userProvided';
  readonly masked: boolean;
  /** What was typed; empty keeps what is stored. */
  readonly value: string;
  readonly hasValue: boolean;
  /** The stored value is to be removed. */
  readonly clear: boolean;
};

export type CredentialDraft = {
  readonly name: string;
  readonly description: string;
  readonly external: boolean;
  readonly path: string;
  readonly attributes: readonly AttributeDraft[];
};

export const newAttribute = (key: number): AttributeDraft => ({
  key,
  name: '',
  description: '',
  input: 'standard',
  masked: true,
  value: '',
  hasValue: false,
  clear: false,
});

export const draftOf = (credential: Credential | null): CredentialDraft => ({
  name: credential?.name ?? '',
  description: credential?.description ?? '',
  external: credential?.store.kind === 'external',
  path: credential?.store.kind === 'external' ? credential.store.path : '',
  attributes: credential?.attributes.map(
    ({ id, name, description, input, masked, hasValue }, key) => ({
      ...{ key, id, name, description, input, masked, hasValue },
      value: '',
      clear: false,
    }),
  ) ?? [newAttribute(0)],
});

/** Typed values replace, cleared ones are removed, the others stay. */
const typedValue = (one: AttributeDraft, external: boolean) => {
  if (external || one.input === 'userProvided') return {};
  if (one.value !== '') return { value: one.value };
  return one.clear ? { value: null } : {};
};

export const bodyOf = (
  draft: CredentialDraft,
  saved: Pick<Credential, 'version'> | null,
  lockerId: string | null,
): CredentialBody => ({
  name: draft.name.trim(),
  description: draft.description.trim(),
  lockerId,
  store: draft.external ? { kind: 'external', path: draft.path.trim() } : { kind: 'internal' },
  attributes: draft.attributes.map((one) => ({
    ...(one.id === undefined ? {} : { id: one.id }),
    name: one.name.trim(),
    description: one.description.trim(),
    input: draft.external ? 'standard' : one.input,
    masked: one.masked,
    ...typedValue(one, draft.external),
  })),
  ...(saved ? { version: saved.version } : {}),
});

export type AttributeProblem = 'attributeName' | 'attributeTwice';

export type DraftProblems = {
  readonly name: boolean;
  readonly path: boolean;
  /** By the key of the attribute. */
  readonly attributes: Readonly<Record<number, AttributeProblem>>;
};

/** What stands in the way of saving, field by field; the server checks everything again. */
export const problemsOf = (draft: CredentialDraft): DraftProblems => {
  const names = draft.attributes.map(({ name }) => name.trim().toLowerCase());
  const problems = draft.attributes.flatMap(({ key }, index): [number, AttributeProblem][] => {
    const name = names[index] ?? '';
    if (name === '') return [[key, 'attributeName']];
    return names.indexOf(name) < index ? [[key, 'attributeTwice']] : [];
  });
  return {
    name: draft.name.trim() === '',
    path: draft.external && draft.path.trim() === '',
    attributes: Object.fromEntries(problems),
  };
};

export const hasProblems = ({ name, path, attributes }: DraftProblems): boolean =>
  name || path || Object.keys(attributes).length > 0;
