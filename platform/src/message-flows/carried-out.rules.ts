import type { FlowAction, FlowDocument } from '@tandem/flows';

/** An action that the language has and message flows do not carry out. */
export type NotCarriedOut = { readonly action: string; readonly message: string };

/** What the message path performs, or what needs nothing performed. */
const carriedOut: ReadonlySet<string> = new Set([
  'sendResponse',
  'getParticipantData',
  'setParticipantData',
  'transferToAcd',
  'disconnect',
  'setVariable',
  'parse',
  'condition',
  'case',
  'businessHours',
  'forEach',
  'while',
  'leaveLoop',
  'tryCatch',
  'end',
]);

const isRich = ({ type, settings }: FlowAction): boolean =>
  type === 'sendResponse' && (settings['content'] ?? 'text') !== 'text';

/**
 * Actions that would be passed over, or always fail, if the flow ran on messages: such a flow is not published.
 * @param document of a valid flow.
 */
export const notCarriedOut = ({ actions }: FlowDocument): NotCarriedOut[] =>
  actions
    .filter((action) => !carriedOut.has(action.type) || isRich(action))
    .map((action) => ({
      action: action.id,
      message: isRich(action)
        ? `"${action.name}": message flows send text only.`
        : `"${action.name}": message flows do not carry out the action ${action.type}.`,
    }));
