import { type Conversation } from './conversation-rules.ts';
/** What the desk calls a customer: the name, or a visitor with a code to tell them apart. */
export declare function useCustomerName(): (conversation: Conversation) => string;
