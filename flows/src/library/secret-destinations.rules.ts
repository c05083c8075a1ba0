import { defaultSession } from '../actions/index.ts';
import type { FlowAction, FlowDocument } from '../flow.model.ts';
import { hasTemplate } from '../settings.ts';
import { secretsOf } from './flow-secrets.rules.ts';

const signsIn = ({ type }: FlowAction): boolean => type === 'oauthAuthentication';

const sessionOf = ({ settings }: FlowAction): string =>
  String(settings['session'] ?? defaultSession);

const addressOf = ({ settings }: FlowAction, { variables }: FlowDocument): unknown[] => {
  const address = [
    settings['authenticationType'],
    settings['environmentUrl'],
    settings['connection'],
  ];
  // A template may lead anywhere its variables say.
  return address.some((one) => typeof one === 'string' && hasTemplate(one))
    ? [...address, variables]
    : address;
};

/** Where the secrets of an action are sent: its own address, or that of the sign-ins of its session. */
const destinationOf = (document: FlowDocument, action: FlowAction): string => {
  const openers = signsIn(action)
    ? [action]
    : document.actions.filter((one) => signsIn(one) && sessionOf(one) === sessionOf(action));
  return JSON.stringify([action.type, ...openers.map((one) => addressOf(one, document)).sort()]);
};

/**
 * Secrets of a version that may stay where they are in the next one: whoever edits a flow does not know them, and must
 * not have them sent to a server of their own.
 */
export const keepableSecrets = (
  before: FlowDocument | null,
  after: FlowDocument,
): ReturnType<typeof secretsOf> => {
  if (!before) return new Map();
  const now = new Map(after.actions.map((action) => [action.id, destinationOf(after, action)]));
  const kept = before.actions.filter(
    (action) => now.get(action.id) === destinationOf(before, action),
  );
  return secretsOf({ ...before, actions: kept });
};
