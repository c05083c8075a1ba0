import type { ReplyOf } from '#src/api/operations.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type Integration = ReplyOf<'GET /api/v2/integrations/{integrationId}'>;
export type IntegrationType = ReplyOf<'GET /api/v2/integrations/types/{typeId}'>;
export type Configuration = ReplyOf<'GET /api/v2/integrations/{integrationId}/config/current'>;
export type Delivery = ReplyOf<'GET /tandem/integrations/{integrationId}/delivery'>;
export type ConfigSchema =
  ReplyOf<'GET /api/v2/integrations/types/{typeId}/configschemas/{configType}'>;
export type ReportedState = NonNullable<Integration['reportedState']>;
type StateCode = NonNullable<ReportedState['code']>;

/** Id of the type whose bots flows call. */
export const BOT_CONNECTOR = 'genesys-bot-connector';

/** Words about an integration that its type has of its own: a source of events sends, a connector is called. */
export const wordsOf = ({ integrationType }: Integration, key: string): string =>
  integrationType?.id === BOT_CONNECTOR ? `connector.${key}` : key;

/** How a state looks. */
export const STATE_TONES: Readonly<Record<StateCode, StatusTone>> = {
  ACTIVE: 'good',
  ACTIVATING: 'busy',
  DEACTIVATING: 'busy',
  INACTIVE: 'neutral',
  ERROR: 'bad',
};

/** Keys of the cache: everything of integrations lies below the first. */
export const INTEGRATIONS = ['integrations'] as const;

/** What an Amazon EventBridge source is configured with, as it was saved. */
export type SourceProperties = {
  readonly awsAccountId: string;
  readonly awsAccountRegion: string;
  readonly eventSourceSuffix: string;
  readonly eventFilter: readonly string[];
};

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

export const propertiesOf = ({ properties }: Configuration): SourceProperties => ({
  awsAccountId: textIn(properties['awsAccountId']),
  awsAccountRegion: textIn(properties['awsAccountRegion']),
  eventSourceSuffix: textIn(properties['eventSourceSuffix']),
  eventFilter: Array.isArray(properties['eventFilter'])
    ? properties['eventFilter'].map(String)
    : [],
});

/** Texts that a property of the schema may have. */
export const choicesOf = (schema: ConfigSchema, property: string): readonly string[] => {
  const found = schema.properties?.[property] as
    | { readonly enum?: readonly string[]; readonly items?: { readonly enum?: readonly string[] } }
    | undefined;
  return found?.enum ?? found?.items?.enum ?? [];
};

/** Whether saving these makes an active integration inactive: the source in the account would be another. */
export const isOtherSource = (before: SourceProperties, after: SourceProperties): boolean =>
  before.awsAccountId !== after.awsAccountId ||
  before.awsAccountRegion !== after.awsAccountRegion ||
  before.eventSourceSuffix !== after.eventSourceSuffix;

const CODE_PREFIX = /^integrations\.(?:eventbridge|botconnector)\./;

/** What the destination of an integration reports when its events went before they could be sent. */
const eventsLostCode = 'events.lost';

type Problem = {
  /** The part of the message code that the console has a text for. */
  readonly key: string;
  /** What its destination reports, where that is the problem. */
  readonly failure?: { readonly code: string | null; readonly reason: string | null };
};

/** What keeps an integration from its work; null: nothing. */
export const problemOf = ({ detail }: ReportedState): Problem | null => {
  const messageCode = detail?.localizableMessageCode;
  if (!messageCode) return null;
  const key = messageCode.replace(CODE_PREFIX, '').replaceAll('.', '-');
  if (key !== 'delivery-failed') return { key };
  const { code = null, reason = null } = (detail.messageParams ?? {}) as Record<string, string>;
  return { key: code === eventsLostCode ? 'events-lost' : key, failure: { code, reason } };
};

/** Whether a type is found by what somebody typed. */
export const matches = (type: IntegrationType, texts: readonly string[], search: string) => {
  const wanted = search.trim().toLowerCase();
  return [type.name ?? '', type.id, type.vendorName ?? '', ...texts].some((text) =>
    text.toLowerCase().includes(wanted),
  );
};
