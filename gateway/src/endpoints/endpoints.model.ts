import type { GatewayProvider } from '@tandem/contract';

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
};

export type PartName = 'bot' | 'handover';
