import { type Static, Type } from 'typebox';

/** Longest secret that is taken, in characters: room for a private key with its certificate. */
export const maxSecretLength = 20_000;

/** Names of variables in a flow, an organisation or the environment. */
export const variableName = '^[A-Za-z_][A-Za-z0-9_.-]{0,127}$';

const reference = Type.String({ minLength: 1, maxLength: 256 });

/** An attribute of a credential of the vault, each by id or by name. */
export const CredentialSource = Type.Object({
  kind: Type.Literal('credential'),
  credential: reference,
  attribute: reference,
});
export type CredentialSource = Static<typeof CredentialSource>;

/** A variable: of the flow where there is one, elsewhere of the organisation or the environment. */
export const VariableSource = Type.Object({
  kind: Type.Literal('variable'),
  name: Type.String({ pattern: variableName }),
});
export type VariableSource = Static<typeof VariableSource>;

/** The secret itself, typed into the field: warned about, audited, and forbidden where the policy says so. */
export const InsecureSource = Type.Object({
  kind: Type.Literal('insecure'),
  value: Type.String({ minLength: 1, maxLength: maxSecretLength }),
});
export type InsecureSource = Static<typeof InsecureSource>;

/** The three ways to give a secret (S3.3). */
export const SecretSource = Type.Union([CredentialSource, VariableSource, InsecureSource]);
export type SecretSource = Static<typeof SecretSource>;

/** A secret field of a request: an insecure string that is left out stays as it is stored. */
export const SecretSourceRequest = Type.Union([
  CredentialSource,
  VariableSource,
  Type.Object({
    kind: Type.Literal('insecure'),
    value: Type.Optional(InsecureSource.properties.value),
  }),
]);
export type SecretSourceRequest = Static<typeof SecretSourceRequest>;

/** A secret field of an answer: where it comes from, never what it is. */
export const SecretSourceView = Type.Union([
  CredentialSource,
  VariableSource,
  Type.Object({ kind: Type.Literal('insecure') }),
]);
export type SecretSourceView = Static<typeof SecretSourceView>;

/** A secret field as it is stored: `sealed` is base64 of what the vault sealed. */
export type StoredSecretSource =
  | CredentialSource
  | VariableSource
  | { readonly kind: 'insecure'; readonly sealed: string };

/** What may be answered of a stored secret field. */
export const shownSecretSource = (stored: StoredSecretSource): SecretSourceView =>
  stored.kind === 'insecure' ? { kind: 'insecure' } : stored;
