import type { Outcome } from '@tandem/lanes';
import type { SessionUnit } from '../conversations/index.ts';
import type { OpenPart } from '../endpoints/index.ts';
import type { HandoverDeps } from './handover.context.ts';
import { type Handover, isStarted } from './handover.model.ts';
import { noteHandover, queueForHandover } from './handover.steps.ts';
import { findHandover, updateHandover } from './handover.store.ts';
import { ownTexts } from './handover.texts.ts';

const nowhere = 'The endpoint or its handover provider is gone.';

/** The same once more, where its endpoint hands over to now; the old one is known to have gone on there. */
const moveTo = async (unit: SessionUnit, left: Handover, place: OpenPart): Promise<void> => {
  const { tx, now } = unit;
  const { endpointId, request, state, endReason } = left;
  const of = { endpointId, provider: place.kind, providerId: place.object?.id ?? null, request };
  // The customer may have asked for an agent again since.
  const { id } = await noteHandover(unit, { ...of, ended: { state, endReason } });
  await updateHandover(tx, { id: left.id, patch: { remote: { goesOnAs: String(id) } }, at: now });
  await queueForHandover(unit, { id, endpointId }, { kind: 'leave' });
};

const tell = (unit: SessionUnit, { id }: Handover) =>
  unit.append({
    ...{ direction: 'system', key: `not-left:${id}`, handover: id },
    body: {
      ...{ type: 'message', from: { id: 'bot', role: 'bot' } },
      text: ownTexts(unit.session.locale).notLeft,
      channelData: { source: 'system' },
    },
  });

/**
 * What a customer has left for agents whose contact centre is gone goes where the endpoint hands over to now, as a
 * handover of its own. Where there is no such place, the customer reads that it was not passed on.
 */
export const leaveElsewhere = async (
  deps: Pick<HandoverDeps, 'change' | 'directory' | 'providers' | 'handoverReads'>,
  id: number,
): Promise<Outcome> => {
  const known = await deps.handoverReads.handover(id);
  const found = known && (await deps.directory.fresh(known.handover.endpointId))?.handover;
  const place = found && deps.providers.has(found.kind) ? found : null;
  if (known)
    await deps.change(known.session.id, async (unit) => {
      const left = await findHandover(unit.tx, id);
      if (!left || isStarted(left)) return;
      await (place ? moveTo(unit, left, place) : tell(unit, left));
    });
  return place ? { kind: 'done' } : { kind: 'dead', reason: nowhere };
};
