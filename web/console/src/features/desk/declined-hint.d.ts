import { type QueryClient } from '@tanstack/react-query';
import type { Decline } from './transfer-rules.ts';
/** Remembers for a while that an offer was declined, and what becomes of it. */
export declare function noteDeclined(client: QueryClient, what: Decline): void;
/** Whoever takes the next offer knows what became of the last. */
export declare const forgetDeclined: (client: QueryClient) => void;
/** Why nothing comes right after a decline although somebody waits. */
export declare function DeclinedHint(): import('react').JSX.Element | null;
