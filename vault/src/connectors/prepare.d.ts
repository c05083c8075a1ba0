import { type AuditNote, type ConnectorRequest, type SecretSourceRequest } from '@tandem/contract';
import type { Acting } from '../vault.types.ts';
import type { ConnectorRecord, ConnectorSetup, Consent } from './connectors.model.ts';
import type { ConnectorDeps } from './connectors.types.ts';
/** Who ticks the consent, now. @throws connectorErrors.consentMissing, consentOutdated, consentByUser */
export declare const consentOf: ({ directory, clock }: ConnectorDeps, { principal }: Acting, { kind, consent }: ConnectorRequest) => Promise<Consent>;
/** The OAuth connection that is chosen, by id. @throws connectorErrors.invalid, connectionUseMissing */
export declare const chosenConnection: ({ db }: ConnectorDeps, { principal: { org, permissions } }: Acting, wanted: {
    readonly ref: string;
    readonly kind: ConnectorRecord['kind'];
    readonly scopes: readonly string[];
    /** Whether it was chosen before, for the same server: then nothing is asked of whoever saves. */
    readonly isKept: (id: string) => boolean;
}) => Promise<string>;
type SecretInput = {
    readonly id: string;
    readonly name: string;
    readonly setup: ConnectorSetup;
    readonly asked: SecretSourceRequest | undefined;
    readonly before: ConnectorRecord | null;
};
/** The secret field as it is to be stored. @throws connectorErrors.invalid, secretAgain, vaultErrors.* */
export declare const keptSecret: ({ secrets }: ConnectorDeps, acting: Acting, { id, name, setup, asked, before }: SecretInput) => Promise<{
    source: ConnectorRecord['secret'];
    note: AuditNote | null;
}>;
/** Every address is one that secrets may be sent to. @throws connectionErrors.invalid, notHttps, egressErrors.* */
export declare const requireSafeSetup: ({ guard }: ConnectorDeps, { baseUrl, authentication }: ConnectorSetup) => Promise<void>;
/** Asks the validation URL whether it takes name and password. @throws connectorErrors.validationFailed */
export declare const validateCredentials: (deps: ConnectorDeps, connector: ConnectorRecord) => Promise<void>;
export {};
