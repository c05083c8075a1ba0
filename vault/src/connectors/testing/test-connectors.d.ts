import { type OperationSpec } from '@tandem/contract';
import { type TestReply } from '../../testing/index.ts';
import { type FlowName } from '../index.ts';
export declare const consent: {
    textVersion: number;
};
type Input = {
    params?: Record<string, string>;
    query?: Record<string, unknown>;
    body?: unknown;
};
/** Connectors on a database of their own; the contact centre is where `origin` says. */
export declare const startTestConnectors: (options?: {
    origin?: string;
}) => Promise<{
    db: import("@tandem/kit").Database;
    clock: import("@tandem/kit").TestClock;
    notes: readonly import("@tandem/contract").AuditNote[];
    connectors: import("../index.ts").Connectors;
    issued: {
        readonly org: string;
        readonly userId: string;
        readonly scopes: readonly string[];
    }[];
    uses: FlowName[];
    variables: Map<string, string>;
    test: import("../../testing/test-vault.ts").TestVault;
    person(org: string, permissions?: readonly string[], client?: boolean): {
        id: string;
        call: (operation: OperationSpec, input?: Input) => Promise<TestReply>;
    };
    /** A connection named CRM that gets its tokens there. */
    connection(org: string, tokenUrl: string): Promise<string>;
    [Symbol.asyncDispose](): Promise<void>;
}>;
export type TestConnectors = Awaited<ReturnType<typeof startTestConnectors>>;
export type Person = ReturnType<TestConnectors['person']>;
export {};
