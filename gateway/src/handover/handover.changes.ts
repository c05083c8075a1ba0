import type { SessionUnit } from '../conversations/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import { findHandling, optionsFor } from '../handling/index.ts';
import { isOpen as isOpenAt } from '../hours/index.ts';
import { agentJoined, agentLeft } from './handover.events.ts';
import { goFailPath, wayOutOf } from './handover.fail-path.ts';
import { type EndReason, endPath, isOpen, mayFollow } from './handover.machine.ts';
import type { Agent, Handover, HandoverRequest, WayOut } from './handover.model.ts';
import { holdPlaces } from './handover.places.ts';
import { sayOption } from './handover.says.ts';
import {
  beginHandover,
  noteHandover,
  queueForHandover,
  showWaiting,
  step,
} from './handover.steps.ts';
import { updateHandover } from './handover.store.ts';
import { askSurvey } from './handover.survey.ts';
import { cancelHandoverTimers } from './handover.timers.ts';
import { followWait } from './handover.wait.ts';
import type { Verdict } from './observation.rules.ts';

/**
 * Opens a handover: from here on the bot is silent. Out of hours, and where none may begin just now, it ends at once. The
 * caller has made sure that none is open.
 */
export const openHandover = async (
  unit: SessionUnit,
  endpoint: OpenEndpoint,
  asked: HandoverRequest,
): Promise<Handover> => {
  const { options, hours } = await findHandling(unit.tx, endpoint);
  const handover = await noteHandover(unit, {
    endpointId: endpoint.id,
    provider: endpoint.handover?.kind ?? '',
    providerId: endpoint.handover?.object?.id ?? null,
    request: {
      ...asked,
      options: optionsFor([asked.options ?? {}, options], {
        locale: unit.session.locale,
        fallback: endpoint.locale,
      }),
    },
  });
  if (!(await holdPlaces(unit, handover)))
    return endHandover(unit, handover, {
      reason: 'provider',
      text: 'No handover begins here now.',
    });
  if (!isOpenAt(hours, unit.now).open) return endHandover(unit, handover, { reason: 'closed' });
  await beginHandover(unit, handover);
  return handover;
};

export type HandoverEnd = {
  readonly reason: EndReason;
  /** Why, in words that may be shown. */
  readonly text?: string;
  readonly agent?: Agent | null;
  /** The customer is not there any more: nothing is said or asked. */
  readonly gone?: boolean;
  /** Nobody came in the time there was. */
  readonly late?: boolean;
  /** The contact centre does not know it yet, and hears it before anything that follows. */
  readonly untold?: boolean;
};

type TextName = Parameters<typeof sayOption>[2][number];

/** What the customer reads at the end, the first text that there is. */
const lastTexts = (
  { state, answeredAt }: Handover,
  { reason, late = false }: HandoverEnd,
): readonly TextName[] => {
  if (reason === 'closed') return ['closedText', 'failedText'];
  if (late) return ['timedOutText', 'failedText'];
  if (state === 'failed') return ['failedText'];
  if (state === 'timedOut') return answeredAt ? ['endedText'] : ['timedOutText', 'endedText'];
  return state === 'cancelled' && !answeredAt ? ['cancelledText'] : ['endedText'];
};

const afterEnd = async (
  unit: SessionUnit,
  handover: Handover,
  { next: path, ...end }: HandoverEnd & { readonly next: WayOut | null },
): Promise<void> => {
  await cancelHandoverTimers(unit, ['wait', 'idle', 'queue']);
  if (end.gone) return;
  const said = await sayOption(unit, handover, lastTexts(handover, end));
  if (path) await goFailPath(unit, handover, { path, said, late: end.late ?? false });
  else await askSurvey(unit, handover);
};

/**
 * Ends the handover; the bot answers again, unless another queue or what the customer may leave comes first. An ended
 * one stays as it is. `agent` had it in the end: the chat does not hear of one who came and went unseen, the record
 * does.
 */
export const endHandover = async (
  unit: SessionUnit,
  handover: Handover,
  end: HandoverEnd,
): Promise<Handover> => {
  let current = handover;
  const path = endPath(handover, end.reason);
  const agent = end.agent ?? handover.agent;
  const last = { ...handover, state: path.at(-1) ?? handover.state, endReason: end.reason };
  const next = end.gone ? null : await wayOutOf(unit, last);
  if (path.length > 0 && handover.agent)
    await unit.append({
      direction: 'system',
      body: agentLeft(handover.agent),
      handover: handover.id,
    });
  for (const to of path)
    current = await step(unit, current, {
      to,
      patch: { endReason: end.reason, agent },
      reason: end.text ?? end.reason,
      next: to === last.state ? next : null,
    });
  if (path.length === 0) return current;
  if (end.untold) await queueForHandover(unit, current, { kind: 'end' });
  await afterEnd(unit, current, { ...end, next });
  return current;
};

export { applyQueueInfo, isOldNews, leaveToFlow } from './handover.queue-news.ts';
export { markQueued, queueForHandover } from './handover.steps.ts';

const changeAgent = async (unit: SessionUnit, handover: Handover, agent: Agent | null) => {
  const { agent: before } = handover;
  if (before?.id === agent?.id) return handover;
  const add = (body: ReturnType<typeof agentLeft>) =>
    unit.append({ direction: 'system', body, handover: handover.id });
  if (before) await add(agentLeft(before));
  if (agent) await add(agentJoined(agent));
  const summary = agent ? 'agent joined' : 'agent left';
  await unit.hop({
    kind: 'handover',
    summary,
    ok: true,
    handover: handover.id,
    detail: { agent: agent ?? before },
  });
  const patch = { agent, queueInfo: null };
  return updateHandover(unit.tx, { id: handover.id, patch, at: unit.now });
};

/** Brings the handover to where the contact centre's view says it is. */
export const applyVerdict = async (
  unit: SessionUnit,
  handover: Handover,
  verdict: Verdict,
): Promise<Handover> => {
  if (verdict.kind === 'unknown' || !isOpen(handover.state)) return handover;
  if (verdict.kind === 'ended') return endHandover(unit, handover, verdict);
  let current = await changeAgent(unit, handover, verdict.agent);
  if (current.state !== verdict.state) {
    // Who was active and rings at the next one has been in the queue in between.
    if (!mayFollow(current.state, verdict.state))
      current = await step(unit, current, { to: 'queued' });
    current = await step(unit, current, { to: verdict.state });
  }
  await followWait(unit, handover, current);
  if (current.state !== handover.state || (handover.agent && !current.agent))
    await showWaiting(unit, current);
  return current;
};

/** The first word of an agent makes the handover active. */
export const markActive = async (unit: SessionUnit, handover: Handover): Promise<Handover> => {
  if (handover.state === 'active') return handover;
  const answeredAt = handover.answeredAt ?? unit.now;
  const active = await step(unit, handover, { to: 'active', patch: { answeredAt } });
  await followWait(unit, handover, active);
  if (active.state === 'active' && !handover.answeredAt)
    await sayOption(unit, active, ['activeText']);
  return active;
};
