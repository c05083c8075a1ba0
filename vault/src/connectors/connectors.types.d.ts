import type { Clock } from '@tandem/kit';
import type { ConnectionTokens, OutboundPorts } from '../connections/index.ts';
import type { Secrets } from '../vault.ts';
import type { VaultParts } from '../vault.types.ts';
/** The contact centre of this server, as far as connectors know it. */
export type ContactCentre = {
    /** Where it answers, such as `http://127.0.0.1:8080`. */
    readonly origin: () => string;
    /** The OAuth scopes there are. */
    readonly scopes: readonly string[];
    /** A token of the user, limited to the scopes; null when the user may not act. */
    readonly issueToken: (input: {
        readonly org: string;
        readonly userId: string;
        readonly scopes: readonly string[];
    }) => Promise<{
        readonly token: string;
        readonly expiresAt: Date;
    } | null>;
};
export type FlowName = {
    readonly id: string;
    readonly name: string;
};
export type ConnectorDeps = Pick<VaultParts, 'db' | 'audit' | 'ids' | 'directory'> & OutboundPorts & {
    readonly clock: Clock;
    readonly tokens: ConnectionTokens;
    readonly secrets: Pick<Secrets, 'keepSource' | 'resolveSource'>;
    /** Null where the contact centre does not run in this process. */
    readonly contactCentre: ContactCentre | null;
    /** The flows that call through a connector, which they name by id or name. */
    readonly usesOf: (org: string, connector: {
        readonly id: string;
        readonly name: string;
    }) => Promise<readonly FlowName[]>;
    /** Value of an organisation's variable; null when there is none. */
    readonly variable: (org: string, name: string) => Promise<string | null>;
    /** Where the API of a Webex data centre answers. */
    readonly webexUrl?: (dataCentre: string) => string;
};
