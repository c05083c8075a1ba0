import type { BodyOf } from '#src/api/operations.ts';
import type { Work } from './conversation-rules.ts';

type Transfer =
  BodyOf<'POST /api/v2/conversations/messages/{conversationId}/participants/{participantId}/replace'>;
/** With a word to whoever takes over; empty: none. */
type Noted = Transfer & {
  readonly note: string;
};
/** What an agent does with a piece of work, always on the part it belongs to. Each deed reads the lists again, since its answer is empty. */
export declare function useAgentActions(work: Work): {
  change: import('@tanstack/react-query').UseMutationResult<
    void,
    Error,
    import('@tandem/contract').MediaParticipantRequest,
    unknown
  >;
  parking: import('@tanstack/react-query').UseMutationResult<
    undefined,
    Error,
    'connected' | 'parked',
    unknown
  >;
  busyTakingBack: boolean;
  takeBackError: Error | null;
  transfer: import('@tanstack/react-query').UseMutationResult<void, Error, Noted, unknown>;
  accept: () => void;
  decline: () => void;
  takeBack: (participantId: string) => void;
  end: () => void;
};
