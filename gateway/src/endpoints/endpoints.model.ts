import type { AuditNote, GatewayProvider } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

/** Seals secrets at rest; the context binds a sealed text to its place, so that it opens nowhere else. */
export type Sealer = {
  readonly seal: (input: { org: string; context: string; text: string }) => Promise<string>;
  readonly open: (input: { org: string; context: string; sealed: string }) => Promise<string>;
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
  /** Sealed, by `bot.<name>` and `handover.<name>`. */
  readonly secrets: Secrets;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** A part ready for use: its secrets are open. Lives in memory only. */
export type OpenPart = EndpointPartConfig & { readonly secrets: Secrets };

export type OpenEndpoint = Omit<Endpoint, 'bot' | 'handover' | 'secrets'> & {
  readonly bot: OpenPart;
  readonly handover: OpenPart | null;
};

/** What may be chosen: kinds of bots and of handover providers, with their settings as data. */
export type Catalogue = {
  readonly bots: readonly GatewayProvider[];
  readonly handover: readonly GatewayProvider[];
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
};

/** Notes a change in the transaction of the change. */
export type NoteAudit = (tx: Queryable, note: AuditNote) => Promise<void>;

export type PartName = 'bot' | 'handover';
