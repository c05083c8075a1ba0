import { optionsOf } from '../handover.says.ts';
import type { Availability, Started, StartInput } from '../provider.model.ts';
import { ProviderFailure } from '../provider.model.ts';
import { isRefusal } from '../provider-calls.ts';
import { redactionOf } from '../redaction.rules.ts';
import { splitTranscript } from '../transcript.rules.ts';
import { countOnline, findInbox, findTeam, type Inbox } from './api.ts';
import { findOrMakeContact } from './contacts.ts';
import { beginConversation, handoverAttribute } from './conversations.ts';
import { type ChatwootCall, limitsOf, maxTextLength, sendContext } from './sending.ts';

/** Notes of a transcript at most; nobody reads more before the first answer. */
const mostNotes = 10;
/** A try that is repeated looks for what has arrived among the newest messages, of which Chatwoot tells 20. */
const mostLines = 15;

/** @throws ProviderFailure */
const requireInbox = async (call: ChatwootCall): Promise<Inbox> => {
  const inbox = await findInbox(call, limitsOf(call.context));
  if (inbox?.isApi) return inbox;
  const reason = inbox
    ? `The inbox "${inbox.name}" is not of the channel API.`
    : `There is no inbox "${call.settings.inbox}".`;
  throw new ProviderFailure({ kind: 'refused', reason });
};

const teamOf = async (call: ChatwootCall): Promise<string | null> => {
  const asked = call.context.handover.request.queue ?? call.settings.team;
  if (!asked) return null;
  const { team } = await findTeam(call, asked, limitsOf(call.context));
  if (!team) {
    const summary = `there is no team "${asked}"`;
    call.context.record({ kind: 'handover', summary, ok: false });
  }
  return team?.id ?? null;
};

const attributesOf = ({ context, settings }: ChatwootCall): Record<string, string> => {
  const { session, handover } = context;
  const { language, skills, priority, reason, customAttributes } = handover.request;
  const redact = redactionOf(optionsOf(handover).redact);
  return {
    ...settings.customAttributes,
    ...customAttributes,
    ...(reason ? { reason: redact(reason) } : {}),
    ...(language ? { language } : {}),
    ...(skills && skills.length > 0 ? { skills: skills.join(',') } : {}),
    ...(priority === null ? {} : { priority: String(priority) }),
    [handoverAttribute]: `${session.conversationId}/${handover.ordinal}`,
  };
};

/** Begins a handover: contact, conversation, then what was said before as a private note. @throws ProviderFailure */
export const startChatwoot = async (
  call: ChatwootCall,
  { transcript, sending }: StartInput,
): Promise<Started> => {
  const { context } = call;
  const { session } = context;
  const limits = limitsOf(context);
  const inbox = await requireInbox(call);
  const teamId = await teamOf(call);
  const contact = await findOrMakeContact(call, { session, inbox }, limits);
  const sourceId = session.conversationId;
  await sending(true);
  const id = await beginConversation(
    call,
    { contact, inboxId: inbox.id, sourceId, teamId, attributes: attributesOf(call) },
    limits,
  ).catch(async (failure: unknown) => {
    if (isRefusal(failure)) await sending(false);
    throw failure;
  });
  const remote = {
    ...{ conversation: id, sourceId },
    ...(inbox.identifier ? { inbox: inbox.identifier } : {}),
  };
  const begun = { ...call, context: { ...context, handover: { ...context.handover, remote } } };
  const { greeting, length = maxTextLength } = transcript;
  const limit = Math.min(length, maxTextLength);
  const isNote = transcript.asMessages !== true;
  const parts = splitTranscript(transcript, { limit, most: mostNotes, mostLines });
  await sendContext(begun, [
    ...(greeting ? [{ text: greeting.slice(0, maxTextLength), isNote: true }] : []),
    ...parts.map((text) => ({ text, isNote })),
  ]);
  return { remote, remoteConversation: id, endedParticipants: [] };
};

/** @throws ProviderFailure */
export const chatwootAvailability = async (call: ChatwootCall): Promise<Availability> => {
  const online = await countOnline(call, await requireInbox(call), limitsOf(call.context));
  if (online === null) return { state: 'unknown', reason: 'The token may not know who is online.' };
  if (online === 0) return { state: 'unavailable', reason: 'Nobody is online.' };
  return { state: 'available', reason: `${online} online.` };
};
