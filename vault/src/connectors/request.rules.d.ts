import { type ConnectorAccess, type ConnectorRequest, type SecretSourceRequest } from '@tandem/contract';
import type { ConnectorRecord, ConnectorSetup, StoredAuthentication } from './connectors.model.ts';
/** A request as a whole, before anything is looked up. */
export type Draft = {
    readonly access: ConnectorAccess;
    readonly scopes: readonly string[];
    readonly setup: ConnectorSetup;
    /** Id or name of the OAuth connection. */
    readonly connection: string | null;
    /** What is said of the secret; undefined leaves it as it is. */
    readonly secret: SecretSourceRequest | undefined;
};
export type DraftContext = {
    /** Scopes of this contact centre; null where it does not run. */
    readonly platformScopes: readonly string[] | null;
    readonly webexUrl: (dataCentre: string) => string;
};
/**
 * Checks a request as far as it goes without looking anything up.
 * @throws connectorErrors.invalid, noPlatform
 */
export declare const draftOf: (request: ConnectorRequest, context: DraftContext) => Draft;
/** Whether the authentication has a secret of its own. */
export declare const hasSecret: ({ type }: StoredAuthentication) => boolean;
/** Whether nothing new is said of the secret. */
export declare const isSecretKept: (secret: SecretSourceRequest | undefined) => boolean;
/** Whether a secret would be sent to a server that it was not sent to before. */
export declare const leadsElsewhere: (before: ConnectorSetup, after: ConnectorSetup) => boolean;
/** Providers whose tokens a kind takes. */
export declare const providersOf: Readonly<Record<ConnectorRecord['kind'], readonly string[]>>;
