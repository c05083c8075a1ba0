export declare const connectorErrors: {
    readonly notFound: (params: Record<"connector", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly nameTaken: (params: Record<"name", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly invalid: (params: Record<"problem", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly consentMissing: (params?: Record<string, never>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly consentOutdated: (params?: Record<string, never>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly consentByUser: (params?: Record<string, never>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly connectionUseMissing: (params?: Record<string, never>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly secretAgain: (params?: Record<string, never>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly validationFailed: (params: Record<"reason", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly changedMeanwhile: (params?: Record<string, never>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly noTransition: (params: Record<"name" | "state", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly inUse: (params: Record<"flows", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly noPlatform: (params?: Record<string, never>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly inactive: (params: Record<"name", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly consenterGone: (params: Record<"name" | "person", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly headerBeyondAccess: (params: Record<"header" | "name", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly beyondAccess: (params: Record<"method" | "name", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly badCall: (params: Record<"problem", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly noAnswer: (params: Record<"name" | "reason", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
    readonly timedOut: (params: Record<"name", string>, options?: {
        readonly details?: readonly import("@tandem/kit").ErrorDetail[];
        readonly headers?: Readonly<Record<string, string>>;
        readonly limit?: import("@tandem/kit").ErrorLimit;
        readonly cause?: unknown;
    }) => import("@tandem/kit").PublicError;
};
