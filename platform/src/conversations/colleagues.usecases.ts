import type { Principal } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { lockUsers } from '../presence/index.ts';
import {
  hasConversation,
  insertNote,
  listNotes,
  lookAt,
  lookAway,
  type NoteRecord,
} from './colleagues.store.ts';
import { onConversation } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import { liveOf } from './conversation.rules.ts';
import { readAlong } from './monitor.rules.ts';
import { userOf } from './participant.access.ts';

type Deps = Pick<ConversationDeps, 'db' | 'clock' | 'ids' | 'directory'>;

/** Who looks says so every few seconds; a look that is older than this is over. Milliseconds. */
const freshMs = 15_000;

/** The conversation by its id. @throws conversationErrors.notFound (404), also for one of another organisation. */
export const known = async (
  { db }: Pick<Deps, 'db'>,
  principal: Principal,
  conversationId: string,
) => {
  const of = { org: principal.org, conversationId: conversationId.toLowerCase() };
  if (!(await hasConversation(db, of))) throw conversationErrors.notFound();
  return of;
};

/** Notes on a conversation, oldest first. @throws conversationErrors.notFound */
export const readNotes = async (
  deps: Deps,
  principal: Principal,
  conversationId: string,
): Promise<readonly NoteRecord[]> =>
  listNotes(deps.db, await known(deps, principal, conversationId));

type NoteInput = {
  readonly conversationId: string;
  readonly text: string;
  /** The same key of the same author is the same note. */
  readonly idempotencyKey: string | null;
};

const noteOf = (
  { ids, clock }: Deps,
  author: string,
  { conversationId, text, idempotencyKey }: NoteInput,
): NoteRecord => ({
  id:
    idempotencyKey === null
      ? ids.uuid()
      : derivedUuid('note', conversationId.toLowerCase(), author, idempotencyKey),
  conversation: conversationId.toLowerCase(),
  author,
  asked: null,
  body: text,
  createdAt: clock.now(),
});

/** Leaves a note for colleagues; it never goes to the customer. @throws conversationErrors.notFound, userContextRequired, emptyNote */
export const addNote = async (
  deps: Deps,
  principal: Principal,
  input: NoteInput,
): Promise<NoteRecord> => {
  const author = userOf(principal);
  if (input.text.trim() === '') throw conversationErrors.emptyNote();
  const { org } = await known(deps, principal, input.conversationId);
  return insertNote(deps.db, org, noteOf(deps, author, input));
};

/** Says that the caller looks at the conversation. @throws conversationErrors.notFound, userContextRequired */
export const view = async (deps: Deps, principal: Principal, conversationId: string) => {
  const userId = userOf(principal);
  const of = await known(deps, principal, conversationId);
  const at = deps.clock.now();
  return lookAt(deps.db, { ...of, userId, at, freshAfter: new Date(at.getTime() - freshMs) });
};

/** Says that the caller looks away. @throws conversationErrors.notFound, userContextRequired */
export const stopViewing = async (deps: Deps, principal: Principal, conversationId: string) => {
  const userId = userOf(principal);
  await lookAway(deps.db, { ...(await known(deps, principal, conversationId)), userId });
};

/**
 * Asks a colleague, who reads along with the agent from now on; the agent keeps the conversation. Question and reader
 * are stored together.
 * @throws conversationErrors.notFound, notYours, userContextRequired, emptyNote, transferUnknown, transferToSelf,
 * wrongState
 */
export const consult = async (
  deps: ConversationDeps,
  principal: Principal,
  input: NoteInput & { readonly userId: string; readonly correlationId: string },
): Promise<NoteRecord> => {
  const author = userOf(principal);
  const { org } = principal;
  if (input.text.trim() === '') throw conversationErrors.emptyNote();
  await known(deps, principal, input.conversationId);
  const asked = (await deps.directory.people(org, [input.userId])).get(input.userId);
  if (!asked) throw conversationErrors.transferUnknown({ kind: 'user', id: input.userId });
  if (asked.id === author) throw conversationErrors.transferToSelf();
  const note = { ...noteOf(deps, author, input), asked: asked.id };
  return onConversation(
    deps,
    { org, conversationId: input.conversationId },
    {
      correlationId: input.correlationId,
      async decide(state, context) {
        const agent = liveOf(state, 'agent');
        if (!agent || agent.userId !== author) throw conversationErrors.notYours();
        if (agent.state === 'alerting')
          throw conversationErrors.wrongState({ state: agent.state, wanted: 'asked about' });
        const supervisor = { userId: asked.id, name: asked.name };
        const step = readAlong(state, { subject: agent, supervisor }, context);
        // Their locks come before anything is written; the question is stored also for whoever reads along already.
        await lockUsers(context.tx, org, [asked.id]);
        return { from: state, step, answer: await insertNote(context.tx, org, note) };
      },
    },
  );
};
