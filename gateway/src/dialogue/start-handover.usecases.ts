import type { StartHandoverRequest } from '@tandem/contract';
import { textOf } from '@tandem/kit';
import { emptyHandover } from '../bots/index.ts';
import { findSession, hasLeft, lastHandled, type SessionUnit } from '../conversations/index.ts';
import { nothingWithheld, requireOffered } from '../features/index.ts';
import { findHandling } from '../handling/index.ts';
import {
  botConnectorKind,
  dropForm,
  findOpenHandover,
  type Handover,
  type HandoverDeps,
  type HandoverRequest,
  openHandover,
} from '../handover/index.ts';
import { isOpen } from '../hours/index.ts';
import { startErrors } from './start-handover.errors.ts';

type StartDeps = Pick<HandoverDeps, 'db' | 'change' | 'directory' | 'providers' | 'withheld'>;

type Asked = {
  readonly org: string;
  /** Who asks, for the conversation's timeline. */
  readonly by: { readonly kind: 'user' | 'client'; readonly id: string };
  readonly conversationId: string;
  readonly request: StartHandoverRequest;
};

/** What says nothing is left out: the endpoint's settings count. */
const worded = (text = ''): string | null => textOf(text.trim());

/** What the customer has said and the bot has not come to yet follows the transcript as messages. */
const requestOf = async (
  unit: SessionUnit,
  { request, userUpTo }: { readonly request: StartHandoverRequest; readonly userUpTo: number },
): Promise<HandoverRequest> => {
  const { reason, queue, language, skills, priority = null, customAttributes = {} } = request;
  const summary = worded(request.summary);
  return {
    ...emptyHandover,
    ...{ reason: worded(reason), queue: worded(queue), language: worded(language) },
    skills: skills?.flatMap((skill) => worded(skill) ?? []) ?? null,
    ...{ priority, customAttributes },
    ...(summary ? { summary } : {}),
    note: null,
    transcript: { upTo: unit.lastSeq(), userUpTo },
  };
};

/**
 * Calls agents to a conversation from outside of it: the bot is silent from now on, and goes on when they are done. A
 * form that the customer has open is dropped.
 * @returns the handover; where none may begin just now it has ended already
 * @throws startErrors.notFound, noProvider, left, closed, alreadyOpen; featureErrors.withheld
 */
export const startHandover = async (
  { db, change, directory, providers, withheld = nothingWithheld }: StartDeps,
  { org, by, conversationId, request }: Asked,
): Promise<Handover> => {
  const session = await findSession(db, conversationId);
  if (!session || session.org !== org) throw startErrors.notFound();
  const endpoint = await directory.byId(session.endpointId);
  // A flow that calls the bot hears only in the answer to a call that it is to go on.
  if (!endpoint?.handover || endpoint.handover.kind === botConnectorKind)
    throw startErrors.noProvider();
  const { kind } = endpoint.handover;
  await requireOffered(withheld, {
    ...{ org, provider: { kind, label: providers.get(kind)?.label ?? kind } },
  });
  const begun = await change(session.id, async (unit) => {
    if (await findOpenHandover(unit.tx, session.id)) throw startErrors.alreadyOpen();
    if (await hasLeft(unit.tx, session.id)) throw startErrors.left();
    // The customer has asked for nobody, and reads nothing of it.
    const { hours } = await findHandling(unit.tx, endpoint);
    if (!isOpen(hours, unit.now).open) throw startErrors.closed();
    const userUpTo = await lastHandled(unit.tx, session.id);
    await dropForm(unit);
    await unit.hop({ kind: 'handover', summary: 'called', ok: true, detail: { [by.kind]: by.id } });
    return openHandover(unit, endpoint, await requestOf(unit, { request, userUpTo }));
  });
  if (!begun) throw startErrors.notFound();
  return begun;
};
