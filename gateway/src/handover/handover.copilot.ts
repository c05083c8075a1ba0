import { gatewayQueues, type Session, type SessionUnit } from '../conversations/index.ts';
import type { Handover } from './handover.model.ts';

/** What a flow or a model beside the conversation is asked because of, in the lane of the conversation. */
export type CopilotWork =
  /** Agents have been asked for. */
  | { readonly kind: 'handover' }
  /** The customer has written while agents have the conversation. */
  | { readonly kind: 'message'; readonly seq: number }
  /** Somebody has done something in a tile. */
  | { readonly kind: 'input'; readonly id: string };

/**
 * Queues work for the copilot, where it follows the conversation; it runs apart from everything else. What an agent writes
 * is no work: whoever looks sees it.
 */
export const tellCopilot = async (
  unit: SessionUnit,
  { copilot }: Pick<Handover, 'copilot'>,
  work: CopilotWork,
): Promise<void> => {
  if (copilot) await unit.queue(gatewayQueues.copilot, work);
};

/** What a handover sends along of the copilot. */
export type CopilotLink = {
  readonly attributes: Readonly<Record<string, string>>;
  /** A line before the transcript; null: the link stands in the participant data only. */
  readonly line: string | null;
};

/** The link of a handover, the same whenever it is asked for; null: the copilot does not follow it. */
export type FindCopilotLink = (
  session: Session,
  handover: Pick<Handover, 'copilot' | 'createdAt'>,
) => Promise<CopilotLink | null>;

/** The handover as the contact centre is told of it, with the link. */
export const withCopilotLink = <Of extends { readonly handover: Handover }>(
  context: Of,
  link: CopilotLink | null,
): Of => {
  if (!link) return context;
  const { request } = context.handover;
  const customAttributes = { ...request.customAttributes, ...link.attributes };
  const note = [link.line, request.note].filter((text) => text !== null).join('\n') || null;
  return {
    ...context,
    handover: { ...context.handover, request: { ...request, customAttributes, note } },
  };
};
