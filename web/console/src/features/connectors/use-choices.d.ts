/** What a connector can be made of. */
export declare function useChoices(): {
    choices: {
        settings: {
            kinds: ("custom" | "genesysCloud" | "platform" | "webex")[];
            consentVersion: number;
            platformScopes: string[];
            dataCentres: ("anz1" | "ca1" | "eu1" | "eu2" | "jp1" | "sg1" | "us1")[];
            regions: string[];
        };
        connections: readonly {
            name: string;
            provider: "custom" | "genesys" | "webex";
            host?: string;
            issuer?: string;
            authorizationUrl?: string;
            tokenUrl?: string;
            revocationUrl?: string;
            grant: "authorizationCode" | "authorizationCodePkce" | "clientCredentials";
            clientId: string;
            keyId?: string;
            audience?: string;
            authorizationParameters?: Record<string, string>;
            tokenParameters?: Record<string, string>;
            id: string;
            clientAuthentication: "basic" | "body" | "none" | "privateKey";
            scopes: string[];
            sharing: "perUser" | "shared";
            hasClientSecret: boolean;
            clientSecret: {
                kind: "credential";
                credential: string;
                attribute: string;
            } | {
                kind: "variable";
                name: string;
            } | {
                kind: "insecure";
            } | null;
            state: "active" | "error" | "inactive" | "needsReauthorization";
            authorized: boolean;
            dateExpires: string | null;
            dateRefreshExpires: string | null;
            dateAuthorized: string | null;
            dateRefreshed: string | null;
            problem: {
                code: string;
                message: string;
                at: string;
            } | null;
            userCount: number;
            version: number;
            dateCreated: string;
            dateModified: string;
        }[];
    } | null;
    error: Error | null;
};
