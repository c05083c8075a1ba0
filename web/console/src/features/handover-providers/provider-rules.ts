import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import {
  type Provider as Kind,
  kindOptions,
  partFields,
  partOf,
  storedValues,
  type Translate,
} from '#src/components/part-form-rules.ts';

export type HandoverProvider = ReplyOf<'GET /tandem/gateway/handover-providers/{providerId}'>;
type ProviderBody = BodyOf<'POST /tandem/gateway/handover-providers'>;
export type Capabilities = NonNullable<HandoverProvider['capabilities']>;

/** The kind that stands for a provider of the organisation has no settings of its own. */
const CHOSEN = 'provider';
const PART = 'kind';

/** Answers the one contact centre that calls it: always an endpoint's own. */
const BOT_CONNECTOR = 'genesys-bot-connector';

/** Kinds that a provider may be of. */
export const kindsOf = (kinds: readonly Kind[]): readonly Kind[] =>
  kinds.filter(({ kind }) => kind !== CHOSEN && kind !== BOT_CONNECTOR);

/** What kinds can do, in the order of the list; the length of texts has a line of its own. */
export const ABILITIES = [
  'typing',
  'receipts',
  'attachments',
  'queueInfo',
  'endFromUser',
  'richMessages',
] as const;

type Of = { readonly kinds: readonly Kind[]; readonly provider: HandoverProvider | null };

/** The fields of a provider: its name and kind, and what the kind declares. */
export const providerFields = (
  { kinds, provider }: Of,
  t: Translate,
): readonly FieldDescriptor[] => [
  {
    ...{ kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
    description: t('fields.nameHelp'),
  },
  {
    ...{ kind: 'select', name: PART, label: t('fields.kind'), required: true },
    options: kindOptions(kinds, t),
  },
  ...partFields(PART, { providers: kinds, stored: provider }, t),
];

export const providerToForm = ({ kinds, provider }: Of): FormValues => ({
  name: provider?.name ?? '',
  [PART]: provider?.kind ?? kinds[0]?.kind ?? null,
  ...storedValues(PART, provider),
});

/** The provider as it is sent; empty secrets keep what is stored, where it may stay. */
export const formToProvider = (values: FormValues, { kinds, provider }: Of): ProviderBody => ({
  name: textOf(values, 'name'),
  ...partOf({ part: PART, providers: kinds, stored: provider }, values),
});
