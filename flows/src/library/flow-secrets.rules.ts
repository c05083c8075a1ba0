import type { FlowAction, FlowDocument, FlowValue, FlowVariable } from '../flow.model.ts';
import { initialSecretOf } from '../initial-secrets.ts';
import type { SealedSecret, StoredSecret } from '../secrets.ts';

/**
 * A place in a document where a secret stands: `<action>.<setting>`, deeper ones with more dots; `variable:<name>` for
 * what a secure variable holds at the start.
 */
export type SecretPlace = string;

type Found = Readonly<Record<string, FlowValue>>;

const isObject = (value: FlowValue): value is Found =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value of a setting is written as one of the three ways to give a secret. */
export const isSecret = ({ kind }: Readonly<Record<string, unknown>>): boolean => {
  return kind === 'insecure' || kind === 'credential' || kind === 'variable';
};

const bare = { kind: 'insecure' } as const;

type Replace = (secret: Found, place: SecretPlace) => FlowValue;

const replaceIn = (value: FlowValue, place: string, replace: Replace): FlowValue => {
  if (Array.isArray(value))
    return (value as readonly FlowValue[]).map((one, at) =>
      replaceIn(one, `${place}.${at}`, replace),
    );
  if (!isObject(value)) return value;
  if (isSecret(value)) return replace(value, place);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, replaceIn(one, `${place}.${name}`, replace)]),
  );
};

/** Without a dot, whatever the name: no action of any id has a place of this form. */
export const placeOfInitial = ({ name }: Pick<FlowVariable, 'name'>): SecretPlace =>
  `variable:${name.replaceAll('.', '%2E')}`;

const replaceInitial = (variable: FlowVariable, replace: Replace): FlowVariable => {
  const secret = initialSecretOf(variable);
  if (!secret) return variable;
  const initial = replace({ ...secret }, placeOfInitial(variable));
  return { ...variable, initial };
};

/**
 * The document with every secret replaced: in the settings of its actions, and at the start of its secure variables,
 * where a plain value counts as a typed one.
 */
export const replaceSecrets = (document: FlowDocument, replace: Replace): FlowDocument => ({
  ...document,
  variables: document.variables.map((variable) => replaceInitial(variable, replace)),
  actions: document.actions.map(
    (action): FlowAction => ({
      ...action,
      settings: replaceIn(action.settings, action.id, replace) as FlowAction['settings'],
    }),
  ),
});

/** Secrets of a document in the order of its variables and actions. */
export const secretsOf = (document: FlowDocument): ReadonlyMap<SecretPlace, Found> => {
  const found = new Map<SecretPlace, Found>();
  replaceSecrets(document, (secret, place) => {
    found.set(place, secret);
    return secret;
  });
  return found;
};

/** A value of a document as it is shown. */
export const shownValue = (value: unknown): unknown =>
  replaceIn(value as FlowValue, '', (secret) => (secret['kind'] === 'insecure' ? bare : secret));

/** The document as it is shown: an insecure string says that it is one, never what it is or was sealed to. */
export const shownDocument = (document: FlowDocument): FlowDocument =>
  replaceSecrets(document, (secret) => (secret['kind'] === 'insecure' ? bare : secret));

/** The document as it is stored, and the sealed strings that stood in it. */
export const splitDocument = (
  document: FlowDocument,
): { readonly document: FlowDocument; readonly sealed: Readonly<Record<SecretPlace, string>> } => {
  const sealed: [SecretPlace, string][] = [];
  for (const [place, secret] of secretsOf(document))
    if (secret['kind'] === 'insecure' && typeof secret['sealed'] === 'string')
      sealed.push([place, secret['sealed']]);
  return { document: shownDocument(document), sealed: Object.fromEntries(sealed) };
};

/**
 * The document with its sealed strings put back. What was stored before strings were sealed stays as it is.
 * @param contextOf what the string of a place was sealed for; null where that is not its own place
 */
export const mergeDocument = (
  document: FlowDocument,
  sealed: Readonly<Record<SecretPlace, string>>,
  contextOf: (place: SecretPlace) => string | null,
): FlowDocument => {
  if (Object.keys(sealed).length === 0) return document;
  const stored = (place: SecretPlace): SealedSecret => {
    const context = contextOf(place);
    const text = { kind: 'insecure', sealed: sealed[place] as string } as const;
    return context === null ? text : { ...text, context };
  };
  return replaceSecrets(document, (secret, place) =>
    secret['kind'] === 'insecure' && Object.hasOwn(sealed, place) ? { ...stored(place) } : secret,
  );
};

/** The secret that stood at a place of the version before; null when there was none that can be kept. */
export const storedAt = (
  before: ReadonlyMap<SecretPlace, Found>,
  place: SecretPlace,
): StoredSecret | null => {
  const found = before.get(place);
  if (!found) return null;
  if (found['kind'] === 'insecure' && typeof found['sealed'] !== 'string') return null;
  return found as unknown as StoredSecret;
};

/**
 * A document that was not saved yet, with the sealed strings of the saved version where it shows them. What it brings
 * as sealed is dropped: only what is stored is opened for it.
 */
export const withStoredSecrets = (
  document: FlowDocument,
  before: ReadonlyMap<SecretPlace, Found>,
): FlowDocument =>
  replaceSecrets(document, (secret, place) => {
    if (secret['kind'] !== 'insecure' || typeof secret['value'] === 'string') return secret;
    const stored = storedAt(before, place);
    return stored?.kind === 'insecure' ? { ...stored } : bare;
  });
