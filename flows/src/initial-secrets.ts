import type { FlowDocument, FlowValue, FlowVariable } from './flow.model.ts';
import type { SealedSecret } from './secrets.ts';
import { toText } from './variable-types.ts';

/** The value at the start of a secure variable, given as an insecure string is: typed, sealed, or neither yet. */
export type InitialSecret = {
  readonly kind: 'insecure';
  readonly value?: string;
  readonly sealed?: string;
  readonly context?: string;
};

const isGiven = (value: FlowValue | undefined): value is InitialSecret =>
  typeof value === 'object' &&
  value !== null &&
  (value as { readonly kind?: unknown }).kind === 'insecure';

/** What a secure variable holds at the start, as a secret; null where it is empty or the variable is open to all. */
export const initialSecretOf = ({
  secure,
  initial,
}: Pick<FlowVariable, 'secure' | 'initial'>): InitialSecret | null => {
  if (secure !== true || initial === undefined || initial === null || initial === '') return null;
  return isGiven(initial) ? initial : { kind: 'insecure', value: toText(initial) };
};

/** The document as it runs: `open` gives the texts that sealed values at the start stand for. */
export const withOpenInitials = async (
  document: FlowDocument,
  open: (secret: SealedSecret) => Promise<string>,
): Promise<FlowDocument> => {
  const opened = async (variable: FlowVariable): Promise<FlowVariable> => {
    const secret = initialSecretOf(variable);
    if (!secret || secret !== (variable.initial as unknown)) return variable;
    const { initial: _initial, ...rest } = variable;
    const { sealed } = secret;
    if (typeof sealed === 'string') return { ...rest, initial: await open({ ...secret, sealed }) };
    return typeof secret.value === 'string' ? { ...rest, initial: secret.value } : rest;
  };
  return { ...document, variables: await Promise.all(document.variables.map(opened)) };
};
