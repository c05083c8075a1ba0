import { findSession, listActivities } from '../conversations/index.ts';
import { type HandoverDeps, loadHandover } from './handover.context.ts';
import { ProviderFailure } from './provider.model.ts';

/** A file in a message of an agent: the message's place in its conversation, and the place of the file in it. */
export type AgentFile = {
  readonly conversationId: string;
  readonly seq: number;
  readonly index: number;
};

/** The customer waits for it. */
const budgetMs = 5_000;

/** Who keeps the file may sign for an address of its own that customers do not reach: only what is signed is new. */
const signedAnew = (before: string, fresh: string): string => {
  const [old, now] = [new URL(before), new URL(fresh)];
  return old.pathname === now.pathname ? new URL(now.pathname + now.search, old).href : fresh;
};

/**
 * The address of an agent's file as it is good from now on: contact centres sign theirs for some days only. Where the
 * contact centre cannot be asked, or has no turn to spare beside messages, the address that came with the message; null: there is no such file.
 */
export const findAgentFile = async (
  deps: HandoverDeps,
  { conversationId, seq, index }: AgentFile,
  signal: AbortSignal,
): Promise<string | null> => {
  const session = await findSession(deps.db, conversationId);
  if (!session) return null;
  const [message] = await listActivities(deps.db, {
    ...{ session: session.id, after: seq - 1, limit: 1 },
  });
  if (message?.seq !== seq || message.direction !== 'agent') return null;
  const before = message.body.attachments?.[index]?.contentUrl;
  if (!before) return null;
  const { remoteMessageId } = (message.body.channelData ?? {}) as Record<string, unknown>;
  const loaded = message.handover
    ? await loadHandover(deps, message.handover, { signal, budgetMs, background: true })
    : null;
  if (!loaded?.provider.readFiles || typeof remoteMessageId !== 'string') return before;
  try {
    const files = await loaded.provider.readFiles(loaded.context, remoteMessageId);
    const fresh = files?.[index]?.contentUrl;
    return fresh ? signedAnew(before, fresh) : before;
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    deps.log.debug({ err: error }, 'the address of a file could not be had anew');
    return before;
  }
};
