import type { ConnectorAccess } from '@tandem/contract';
import type { ConnectorRecord } from './connectors.model.ts';
/** Whether a connector of that access sends a method (in capitals). */
export declare const isWithinAccess: (access: ConnectorAccess, method: string) => boolean;
/** The header that has no place in a call of a connector of that access, in small letters; null when there is none. */
export declare const headerBeyondAccess: (access: ConnectorAccess, headers: Readonly<Record<string, unknown>>) => string | null;
/**
 * Whether a connector may do more after a change, the same elsewhere, or the same as somebody else: then somebody has
 * to consent to it.
 */
export declare const needsConsent: (before: ConnectorRecord, after: ConnectorRecord) => boolean;
