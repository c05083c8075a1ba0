import type {
  AuditNote,
  CredentialSource,
  GatewayProvider,
  KeepSecret,
  Principal,
  VariableSource,
  WidgetSettings,
} from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

/** Seals secrets at rest; the context binds a sealed text to its place, so that it opens nowhere else. */
export type Sealer = {
  readonly seal: (input: { org: string; context: string; text: string }) => Promise<string>;
  readonly open: (input: { org: string; context: string; sealed: string }) => Promise<string>;
};

/** A secret that stands elsewhere: in a credential of the vault, or in a variable. */
export type SecretReference = CredentialSource | VariableSource;

/** What the vault does for the secret settings of endpoints. */
export type EndpointSecrets = {
  readonly keep: KeepSecret;
  /** Opens a reference. Throws a public error where it leads nowhere. */
  readonly open: (org: string, source: SecretReference) => Promise<string>;
};

export type Settings = Readonly<Record<string, unknown>>;
export type Secrets = Readonly<Record<string, string>>;

/** Which bot, or which handover provider, with its settings. */
export type EndpointPartConfig = { readonly kind: string; readonly settings: Settings };

export type Endpoint = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly token: string;
  readonly secretHash: Buffer | null;
  readonly locale: string;
  readonly active: boolean;
  /** Largest file a customer may send; null: as large as the server takes. */
  readonly uploadBytes: number | null;
  readonly bot: EndpointPartConfig;
  readonly handover: EndpointPartConfig | null;
  /** How signed identities of visitors are checked; null: nobody can sign in. */
  readonly identity: EndpointPartConfig | null;
  /** How the chat looks on pages. */
  readonly widget: WidgetSettings;
  /** Sealed, by `bot.<name>`, `handover.<name>` and `identity.<name>`. */
  readonly secrets: Secrets;
  /** Those that stand elsewhere, by the same names. */
  readonly secretSources: Readonly<Record<string, SecretReference>>;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** Why a secret could not be opened, in words that may be shown. `passing`: it may open later. */
export type ClosedSecret = { readonly reason: string; readonly passing: boolean };

/** A part ready for use: its secrets are open, or `closed` with a reason. Lives in memory only. */
export type OpenPart = EndpointPartConfig & {
  /** The handover provider of the organisation whose settings they are; absent: the endpoint's own. */
  readonly object?: { readonly id: string; readonly org: string; readonly name: string };
  readonly secrets: Secrets;
  readonly closed?: Readonly<Record<string, ClosedSecret>>;
};

export type OpenEndpoint = Omit<Endpoint, PartName | 'secrets'> & {
  readonly bot: OpenPart;
  readonly handover: OpenPart | null;
  readonly identity: OpenPart | null;
};

/** What may be chosen: kinds of bots, of handover providers and of checks of identities, with their settings as data. */
export type Catalogue = {
  readonly bots: readonly GatewayProvider[];
  readonly handover: readonly GatewayProvider[];
  readonly channel?: readonly GatewayProvider[];
  readonly identity: readonly GatewayProvider[];
  /**
   * One spelling for all spellings of one address, by kind, where a kind reads its target in a way of its own. Null:
   * not an address.
   */
  readonly targets?: ReadonlyMap<string, (text: string) => string | null>;
};

/** Who changes an endpoint, for the audit log. */
export type Act = {
  readonly actor: AuditNote['actor'];
  readonly correlationId?: string;
  /** Whose right to a secret is asked; absent where the product itself acts. */
  readonly principal?: Principal;
};

/** Notes a change in the transaction of the change. */
export type NoteAudit = (tx: Queryable, note: AuditNote) => Promise<void>;

export type PartName = 'bot' | 'handover' | 'identity';

/** What has settings of a declared kind: the parts of an endpoint, and channels. */
export type SettingsOwner = PartName | 'channel';
