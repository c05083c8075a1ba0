import type { Work } from './conversation-rules.ts';
/** Beside the conversation: what is known of it, and the copilot's workspace where it has one. */
export declare function SidePane({ work }: { readonly work: Work }): import('react').JSX.Element;
