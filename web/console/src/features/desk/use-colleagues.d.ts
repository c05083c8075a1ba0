import type { ReplyOf } from '#src/api/operations.ts';

declare const NOTES = '/tandem/desk/conversations/{conversationId}/notes';
export type Note = ReplyOf<`GET ${typeof NOTES}`>['entities'][number];
/** Notes of colleagues on a conversation, oldest first. */
export declare function useNotes(conversationId: string): readonly Note[];
/** Leaves a note. What is typed keeps its key until it is stored, so that it is stored once. */
export declare function useAddNote(
  conversationId: string,
): import('@tanstack/react-query').UseMutationResult<
  {
    id: string;
    conversationId: string;
    text: string;
    author: {
      id: string;
      name: string;
    };
    asked?: {
      id: string;
      name: string;
    };
    dateCreated: string;
  },
  Error,
  string,
  unknown
>;
type Question = {
  readonly userId: string;
  readonly question: string;
};
/** Asks a colleague, who reads along from now on. */
export declare function useConsult(
  conversationId: string,
): import('@tanstack/react-query').UseMutationResult<
  {
    id: string;
    conversationId: string;
    text: string;
    author: {
      id: string;
      name: string;
    };
    asked?: {
      id: string;
      name: string;
    };
    dateCreated: string;
  },
  Error,
  Question,
  unknown
>;
/** Says that the agent looks at the conversation; answers the names of the others who do. Notes and labels that changed are read with it. */
export declare function useViewers(conversationId: string): readonly string[];
