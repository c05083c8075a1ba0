import type { Clock, Database, Log } from '@tandem/kit';
import {
  type ChangeSession,
  findSessionsOfHandovers,
  gatherReads,
  type NewHop,
  type NoteHop,
  type Reads,
  type Session,
} from '../conversations/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import type { Withheld } from '../features/index.ts';
import type { FindCopilotLink } from './handover.copilot.ts';
import type { Handover } from './handover.model.ts';
import { type PartsDeps, partOfHandover } from './handover.parts.ts';
import { findHandovers } from './handover.store.ts';
import type { HandoverProvider, ProviderContext, ProviderRegistry } from './provider.model.ts';

export type HandoverDeps = PartsDeps & {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly providers: ProviderRegistry;
  readonly change: ChangeSession;
  readonly reads: Reads;
  readonly handoverReads: HandoverReads;
  readonly noteHop: NoteHop;
  /** What the operator keeps from an organisation; left out: nothing. */
  readonly withheld?: Withheld;
  readonly copilotLink?: FindCopilotLink;
};

export type LoadedHandover = {
  readonly session: Session;
  readonly handover: Handover;
  readonly endpoint: OpenEndpoint;
  readonly provider: HandoverProvider;
  readonly context: ProviderContext;
};

type Limits = {
  readonly signal: AbortSignal;
  readonly budgetMs: number;
  readonly background?: boolean;
};

const recorder =
  ({ noteHop, clock }: HandoverDeps, session: Session, handover: Handover) =>
  (hop: NewHop) =>
    noteHop(session, { hop: { handover: handover.id, ...hop }, at: clock.now() });

export type HandoverReads = {
  /** A handover with the session it belongs to. */
  readonly handover: (
    id: number,
  ) => Promise<{ readonly handover: Handover; readonly session: Session } | null>;
};

/** Reads what many calls to contact centres need at once: handovers and their sessions beside each other. */
export const createHandoverReads = (db: Database): HandoverReads => ({
  handover: gatherReads(async (ids: readonly number[]) => {
    const [handovers, sessions] = await Promise.all([
      findHandovers(db, ids),
      findSessionsOfHandovers(db, ids),
    ]);
    return ids.map((id) => {
      const handover = handovers.get(id);
      const session = handover && sessions.get(handover.session);
      return handover && session ? { handover, session } : null;
    });
  }),
});

/** Everything a call to the contact centre needs; null when a part of it is gone. */
export const loadHandover = async (
  deps: HandoverDeps,
  id: number,
  limits: Limits,
): Promise<LoadedHandover | null> => {
  const found = await deps.handoverReads.handover(id);
  if (!found) return null;
  const { handover, session } = found;
  const endpoint = await deps.directory.byId(handover.endpointId);
  const provider = deps.providers.get(handover.provider);
  const part = await partOfHandover(deps, handover);
  if (!endpoint || !part || !provider) return null;
  const context: ProviderContext = {
    endpoint,
    part,
    session,
    handover,
    record: recorder(deps, session, handover),
    ...limits,
  };
  return { session, handover, endpoint, provider, context };
};
