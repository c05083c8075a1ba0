import { type Work } from './conversation-rules.ts';
/** How a wait stands against the service level of its queue. */
export type SlaState = 'fine' | 'soon' | 'late';
export declare const slaState: (waitedMs: number, targetMs: number | null) => SlaState;
/** Since when the customer waits for this agent: for somebody at all, or for an answer; undefined: for nothing. */
export declare function waitOf(work: Work): string | undefined;
