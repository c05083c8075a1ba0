import {
  type ConversationNote,
  type Handler,
  handle,
  deskOperations as ops,
} from '@tandem/contract';
import type { NoteRecord } from './colleagues.store.ts';
import { addNote, consult, readNotes, stopViewing, view } from './colleagues.usecases.ts';
import type { ConversationDeps } from './conversation.deps.ts';

const headerOf = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

const peopleOf = async (
  { directory }: ConversationDeps,
  org: string,
  ids: readonly (string | null)[],
) => {
  const found = await directory.people(org, [...new Set(ids.flatMap((id) => (id ? [id] : [])))]);
  // Who has left the organisation has no name any more.
  return (id: string) => ({ id, name: found.get(id)?.name ?? id });
};

const toWire = async (
  deps: ConversationDeps,
  org: string,
  notes: readonly NoteRecord[],
): Promise<ConversationNote[]> => {
  const person = await peopleOf(
    deps,
    org,
    notes.flatMap(({ author, asked }) => [author, asked]),
  );
  return notes.map((note) => ({
    id: note.id,
    conversationId: note.conversation,
    text: note.body,
    author: person(note.author),
    ...(note.asked ? { asked: person(note.asked) } : {}),
    dateCreated: note.createdAt.toISOString(),
  }));
};

const one = async (deps: ConversationDeps, org: string, note: NoteRecord) =>
  (await toWire(deps, org, [note]))[0] as ConversationNote;

/** What colleagues do together on a conversation: notes, questions, and who else looks at it. */
export const colleagueHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.getDeskNotes, async ({ principal, params }) => {
    const notes = await readNotes(deps, principal, params.conversationId);
    return { status: 200, body: { entities: await toWire(deps, principal.org, notes) } };
  }),
  handle(ops.postDeskNotes, async ({ principal, params, body, headers }) => {
    const idempotencyKey = headerOf(headers['idempotency-key']);
    const note = await addNote(deps, principal, { ...params, text: body.text, idempotencyKey });
    return { status: 201, body: await one(deps, principal.org, note) };
  }),
  handle(ops.putDeskViewing, async ({ principal, params }) => {
    const { others, notes, labels } = await view(deps, principal, params.conversationId);
    const person = await peopleOf(deps, principal.org, others);
    return { status: 200, body: { viewers: others.map(person), notes, labels: [...labels] } };
  }),
  handle(ops.deleteDeskViewing, async ({ principal, params }) => {
    await stopViewing(deps, principal, params.conversationId);
    return { status: 204 };
  }),
  handle(ops.postDeskConsults, async (call) => {
    const { principal, params, body, headers, correlationId } = call;
    const note = await consult(deps, principal, {
      ...params,
      userId: body.userId.toLowerCase(),
      text: body.question,
      idempotencyKey: headerOf(headers['idempotency-key']),
      correlationId,
    });
    return { status: 201, body: await one(deps, principal.org, note) };
  }),
];
