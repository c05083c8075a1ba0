import type { Work } from './conversation-rules.ts';
/** What is known about the customer and how they came here; the transcript to take along. */
export declare function ContextPane({ work }: { readonly work: Work }): import('react').JSX.Element;
