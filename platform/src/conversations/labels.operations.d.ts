import { type Handler } from '@tandem/contract';
import type { ConversationDeps } from './conversation.deps.ts';
/** What colleagues file conversations under. */
export declare const labelHandlers: (deps: ConversationDeps) => Handler[];
