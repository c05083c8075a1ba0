import type { Clock, Database, Log } from '@tandem/kit';
import {
  type ChangeSession,
  findSessionById,
  insertHop,
  type NewHop,
  type Session,
} from '../conversations/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import type { Withheld } from '../features/index.ts';
import type { FindCopilotLink } from './handover.copilot.ts';
import type { Handover } from './handover.model.ts';
import { type PartsDeps, partOfHandover } from './handover.parts.ts';
import { findHandover } from './handover.store.ts';
import type { HandoverProvider, ProviderContext, ProviderRegistry } from './provider.model.ts';

export type HandoverDeps = PartsDeps & {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly providers: ProviderRegistry;
  readonly change: ChangeSession;
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

/** Hops are told after the fact; a timeline that cannot be written must not stop a conversation. */
const recorder =
  ({ db, clock, log }: HandoverDeps, session: Session, handover: Handover) =>
  (hop: NewHop) => {
    insertHop(db, session, { hop: { handover: handover.id, ...hop }, at: clock.now() }).catch(
      (error) => log.warn({ err: error, session: session.id }, 'timeline entry lost'),
    );
  };

/** Everything a call to the contact centre needs; null when a part of it is gone. */
export const loadHandover = async (
  deps: HandoverDeps,
  id: number,
  limits: Limits,
): Promise<LoadedHandover | null> => {
  const handover = await findHandover(deps.db, id);
  const session = handover && (await findSessionById(deps.db, handover.session));
  const endpoint = handover && (await deps.directory.byId(handover.endpointId));
  const provider = handover && deps.providers.get(handover.provider);
  const part = handover && (await partOfHandover(deps, handover));
  if (!session || !endpoint || !part || !provider) return null;
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
