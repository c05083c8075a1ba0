import type { SecretSourceRequest, SecretSourceView } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FieldDescriptor, type FormValues } from '#src/components/form-rules.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';
export type Connector = ReplyOf<'GET /tandem/connectors/{connectorId}'>;
export type ConnectorBody = BodyOf<'POST /tandem/connectors'>;
export type ConnectorSettings = ReplyOf<'GET /tandem/connectors/settings'>;
export type ConnectorKind = Connector['kind'];
type Translate = (key: string) => string;
export declare const KINDS: readonly ["platform", "webex", "genesysCloud", "custom"];
export declare const kindOf: (text: string | undefined) => ConnectorKind;
/** How a state looks. */
export declare const STATE_TONES: Readonly<Record<Connector['state'], StatusTone>>;
/** What can be chosen. */
export type Choices = {
    readonly settings: ConnectorSettings;
    readonly connections: readonly {
        readonly id: string;
        readonly name: string;
    }[];
};
export declare const connectorFields: (t: Translate, kind: ConnectorKind, choices: Choices) => readonly FieldDescriptor[];
/** The secret field of a stored connector; null when it has none of the kind that is chosen. */
export declare const storedSecret: (saved: Connector | null, type: FormValues[string] | undefined) => SecretSourceView | null;
export declare const hasSecret: (values: FormValues) => boolean;
export declare const connectorToForm: (saved: Connector | null) => FormValues;
type Filled = {
    readonly kind: ConnectorKind;
    readonly values: FormValues;
    readonly secret: SecretSourceRequest;
    /** Version of the text that was ticked; null for an empty box. */
    readonly consent: number | null;
};
export declare const formToConnector: ({ kind, values, secret, consent }: Filled) => ConnectorBody;
/** Whether what is consented to is reading alone. */
export declare const readsOnly: (kind: ConnectorKind, values: FormValues) => boolean;
/** Whether somebody has to tick the consent for these values; the server decides. */
export declare const needsConsent: (saved: Connector | null, values: FormValues, secret: SecretSourceRequest) => boolean;
export {};
