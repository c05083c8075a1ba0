import type { ConnectorAccess, ConnectorKind, StoredSecretSource, WebexDataCentre } from '@tandem/contract';
/** How a connector proves itself, without the secret. `platform`: by a token that is issued here. */
export type StoredAuthentication = {
    readonly type: 'none' | 'bearer' | 'oauth' | 'platform';
} | {
    readonly type: 'basic';
    readonly username: string;
    readonly validationUrl: string | null;
} | {
    readonly type: 'apiKey';
    readonly in: 'header' | 'query';
    readonly name: string;
};
/** What may be shown of a connector beside its columns. */
export type ConnectorSetup = {
    readonly dataCentre: WebexDataCentre | null;
    readonly region: string | null;
    /** What paths are appended to, without a slash at its end; null for this contact centre. */
    readonly baseUrl: string | null;
    readonly authentication: StoredAuthentication;
};
export type Consent = {
    readonly kind: 'user' | 'client';
    readonly id: string;
    /** As it was then. */
    readonly name: string;
    readonly at: Date;
    readonly textVersion: number;
};
/** What is stored; that it cannot be used for other reasons is found out when it is looked at. */
export type StoredState = 'active' | 'inactive';
export type ConnectorRecord = {
    readonly org: string;
    readonly id: string;
    readonly name: string;
    readonly kind: ConnectorKind;
    readonly access: ConnectorAccess;
    readonly scopes: readonly string[];
    readonly setup: ConnectorSetup;
    /** Id of the OAuth connection whose token is used. */
    readonly connection: string | null;
    readonly secret: StoredSecretSource | null;
    readonly state: StoredState;
    readonly consent: Consent;
    readonly version: number;
    readonly createdAt: Date;
    readonly modifiedAt: Date;
};
