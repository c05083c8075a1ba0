import type {
  ClientAuthentication,
  ConnectionGrant,
  ConnectionProvider,
  ConnectionSharing,
  CredentialSource,
  VariableSource,
} from '@tandem/contract';

/** Owner of the token that is everybody's. */
export const sharedUser = '00000000-0000-0000-0000-000000000000';

/** Where the authorization server answers. */
export type Endpoints = {
  /** As the server names itself; null where addresses were typed. */
  readonly issuer: string | null;
  readonly authorizationUrl: string | null;
  readonly tokenUrl: string;
  readonly revocationUrl: string | null;
  /** Genesys: where a token ends itself, since there is no revocation endpoint. */
  readonly ownTokenUrl: string | null;
};

/** What may be shown of a connection. */
export type ConnectionSetup = {
  readonly provider: ConnectionProvider;
  readonly host: string | null;
  readonly issuer: string | null;
  readonly endpoints: Endpoints;
  readonly clientAuthentication: ClientAuthentication;
  readonly clientId: string;
  readonly keyId: string | null;
  readonly scopes: readonly string[];
  readonly audience: string | null;
  readonly authorizationParameters: Readonly<Record<string, string>>;
  readonly tokenParameters: Readonly<Record<string, string>>;
};

export type ConnectionRecord = {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly grant: ConnectionGrant;
  readonly sharing: ConnectionSharing;
  readonly enabled: boolean;
  readonly setup: ConnectionSetup;
  /** The sealed secret, where it was typed in. */
  readonly secret: Buffer | null;
  /** Where else the secret stands. */
  readonly secretSource: CredentialSource | VariableSource | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

export type GrantKey = { readonly org: string; readonly connection: string; readonly user: string };

export type GrantState = 'active' | 'needsReauthorization' | 'error';

export type Problem = { readonly code: string; readonly message: string; readonly at: Date };

export type GrantRecord = GrantKey & {
  readonly state: GrantState;
  readonly tokenVersion: number;
  /** Sealed {@link Tokens}; null before the first and after they were dropped. */
  readonly tokens: Buffer | null;
  readonly lifetimeSeconds: number | null;
  readonly expiresAt: Date | null;
  readonly refreshExpiresAt: Date | null;
  readonly authorizedAt: Date | null;
  readonly refreshedAt: Date | null;
  /** Failures since the last success. */
  readonly failures: number;
  /** Before that the token endpoint is left alone. */
  readonly retryAt: Date | null;
  readonly problem: Problem | null;
};

export type Tokens = { readonly accessToken: string; readonly refreshToken: string | null };

/** Tokens as the authorization server issued them. */
export type IssuedTokens = Tokens & {
  readonly lifetimeSeconds: number;
  readonly refreshLifetimeSeconds: number | null;
};

export const isCodeGrant = ({ grant }: Pick<ConnectionRecord, 'grant'>): boolean =>
  grant !== 'clientCredentials';
