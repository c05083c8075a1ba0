import { type Static, Type } from 'typebox';
import { SecretSourceView } from './secret-source.ts';
import { WidgetSettings } from './widget-settings.ts';

const optionalText = Type.Optional(Type.String());
const Timestamp = Type.String({ format: 'date-time' });

/** One setting of a bot kind or handover provider, as data: it drives checks, masking and the form. */
export const SettingField = Type.Object({
  name: Type.String(),
  label: Type.String(),
  help: optionalText,
  type: Type.Enum(['text', 'url', 'flag', 'integer', 'list', 'map']),
  required: Type.Boolean(),
  /** Write only: never answered, an absent value keeps the stored one. */
  secret: Type.Boolean(),
  /**
   * Names where the secrets of its part go. Who changes it gives those secrets again, or they would go to an address
   * that nobody meant them for. Absent: true for a `url`.
   */
  target: Type.Optional(Type.Boolean()),
  /**
   * Says, beside the addresses, where conversations run: without the old value those that run are not found any more.
   */
  identifies: Type.Optional(Type.Boolean()),
  pattern: optionalText,
  /** A text of several lines. */
  multiline: Type.Optional(Type.Boolean()),
  /** The value is one of these; absent: any. */
  choices: Type.Optional(Type.Array(Type.String())),
  /** What the value is the id of, for forms to offer: a published bot flow of this half, a handover provider. */
  resource: Type.Optional(Type.Enum(['botFlow', 'handoverProvider'])),
  /** Bounds of an `integer`. */
  min: Type.Optional(Type.Integer()),
  max: Type.Optional(Type.Integer()),
  /** Part of the form that it stands in. */
  section: optionalText,
  /** A text that customers read: there may be one for each language. */
  perLanguage: Type.Optional(Type.Boolean()),
  /** Shown, and counts, only when each named setting has one of the values. */
  visibleWhen: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.Union([Type.String(), Type.Boolean()]))),
  ),
});
export type SettingField = Static<typeof SettingField>;

export const GatewayProvider = Type.Object({
  kind: Type.String(),
  label: Type.String(),
  fields: Type.Array(SettingField),
  capabilities: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type GatewayProvider = Static<typeof GatewayProvider>;

const settings = Type.Record(Type.String(), Type.Unknown());

/**
 * The bot or handover part of an endpoint in a request. Secrets are given among the settings, as a text or as a
 * `SecretSourceRequest`: left out they stay, null removes them.
 */
export const EndpointPartRequest = Type.Object({
  kind: Type.String(),
  settings: Type.Optional(settings),
});
export type EndpointPartRequest = Static<typeof EndpointPartRequest>;

/**
 * What becomes of handovers that a change or a deletion would leave behind: left out, they stand in its way (409);
 * `end`: they end here, and their customers are with the bot again. The contact centre hears of it only where it stays
 * the one they ran at: where an endpoint or a channel is switched off, or a channel moves or is deleted.
 */
export const RunningQuery = Type.Object({ running: Type.Optional(Type.Enum(['end'])) });
export type RunningQuery = Static<typeof RunningQuery>;

export const EndpointRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  locale: optionalText,
  active: Type.Optional(Type.Boolean()),
  /** Largest file a customer may send, in bytes. Null: as large as the server takes. Left out: as it is. */
  uploadBytes: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
  bot: EndpointPartRequest,
  /** Null: no handover. */
  handover: Type.Optional(Type.Union([EndpointPartRequest, Type.Null()])),
  /** How signed identities of visitors are checked. Null: nobody can sign in. Left out: as it is. */
  identity: Type.Optional(Type.Union([EndpointPartRequest, Type.Null()])),
  /** Left out: as it is. */
  widget: Type.Optional(WidgetSettings),
});
export type EndpointRequest = Static<typeof EndpointRequest>;

/** `secrets` names the secret settings that are stored, `secretSources` tells where they come from, never what they are. */
export const EndpointPart = Type.Object({
  kind: Type.String(),
  settings,
  secrets: Type.Array(Type.String()),
  secretSources: Type.Record(Type.String(), SecretSourceView),
});
export type EndpointPart = Static<typeof EndpointPart>;

export const GatewayEndpoint = Type.Object({
  id: Type.String(),
  name: Type.String(),
  token: Type.String(),
  locale: Type.String(),
  active: Type.Boolean(),
  uploadBytes: Type.Union([Type.Integer(), Type.Null()]),
  bot: EndpointPart,
  handover: Type.Union([EndpointPart, Type.Null()]),
  identity: Type.Union([EndpointPart, Type.Null()]),
  widget: WidgetSettings,
  /** Address a chat client is configured with. */
  configurationUrl: Type.String(),
  demoUrl: Type.String(),
  /** HTML that puts the chat on a page. */
  embedCode: Type.String(),
  /** Address to enter at the contact centre; null without handover. */
  webhookUrl: Type.Union([Type.String(), Type.Null()]),
  hasDirectLineSecret: Type.Boolean(),
  dateCreated: Timestamp,
  dateModified: Timestamp,
  selfUri: Type.String(),
});
export type GatewayEndpoint = Static<typeof GatewayEndpoint>;

/** One step of a connection test; `message` says what to do when it failed. */
export const ConnectionCheck = Type.Object({
  check: Type.Enum([
    'host',
    'credentials',
    'integration',
    'queue',
    'webhookUrl',
    'signature',
    'permissions',
    'endDetector',
  ]),
  state: Type.Enum(['ok', 'failed', 'skipped', 'warning']),
  /** In English. */
  message: Type.String(),
  /** The sentences of the message by stable codes, with what they name, for who says them in another language. */
  said: Type.Array(
    Type.Object({ code: Type.String(), params: Type.Record(Type.String(), Type.String()) }),
  ),
});
export type ConnectionCheck = Static<typeof ConnectionCheck>;

/** What is said to the stored bot to try it. */
export const BotTrialRequest = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 1000 }),
});

/** What a bot answered to one message, or why it did not. */
export const BotTrial = Type.Object({
  answered: Type.Boolean(),
  /** How long the answer took. */
  ms: Type.Integer(),
  /** Why there is no answer, in English; null with one. */
  reason: Type.Union([Type.String(), Type.Null()]),
  messages: Type.Array(
    Type.Object({
      text: Type.Union([Type.String(), Type.Null()]),
      /** What the customer could choose from. */
      choices: Type.Array(Type.String()),
      /** How many files and cards. */
      attachments: Type.Integer(),
    }),
  ),
  /** Whether it asked for an agent. */
  handover: Type.Boolean(),
});
export type BotTrial = Static<typeof BotTrial>;

/** What the chat widget asks for first. */
export const EndpointConfiguration = Type.Object({
  name: Type.String(),
  token: Type.String(),
  active: Type.Boolean(),
  locale: Type.String(),
  directLine: Type.Object({ domain: Type.String() }),
  upload: Type.Object({ maxBytes: Type.Integer(), types: Type.Array(Type.String()) }),
  /** Without the list of pages. */
  widget: Type.Omit(WidgetSettings, ['origins']),
  /** Whether visitors may, or have to, be signed in by the page. */
  identity: Type.Enum(['none', 'accepted', 'required']),
  /** Whether agents are there now, and when that changes next; null: they always are. */
  hours: Type.Union([
    Type.Object({ open: Type.Boolean(), nextChange: Type.Union([Timestamp, Type.Null()]) }),
    Type.Null(),
  ]),
});
export type EndpointConfiguration = Static<typeof EndpointConfiguration>;
