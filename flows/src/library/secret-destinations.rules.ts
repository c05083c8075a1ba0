import { defaultSession } from '../actions/index.ts';
import type { FlowAction, FlowDocument } from '../flow.model.ts';
import { hasTemplate } from '../settings.ts';
import { canonicalDocument } from './flow-export.rules.ts';
import { replaceSecrets, secretsOf } from './flow-secrets.rules.ts';

const signsIn = ({ type }: FlowAction): boolean => type === 'oauthAuthentication';

const sessionOf = ({ settings }: FlowAction): string =>
  String(settings['session'] ?? defaultSession);

const sorted = (items: readonly object[]): readonly string[] =>
  items.map((item) => JSON.stringify(item)).sort();

/** Everything a flow does before, between and after its sign-ins, however it is drawn. */
const courseOf = (document: FlowDocument): readonly unknown[] => {
  const plain = canonicalDocument(replaceSecrets(document, () => null));
  const { variables, start, onError = null, actions, edges } = plain;
  const taken = actions.map(({ position: _position, description: _description, ...rest }) => rest);
  return [variables, start, onError, sorted(taken), sorted(edges)];
};

const addressOf = ({ settings }: FlowAction, course: () => readonly unknown[]): unknown[] => {
  const address = [
    settings['authenticationType'],
    settings['environmentUrl'],
    settings['connection'],
  ];
  // A template leads wherever the actions on the way set its variables to.
  return address.some((one) => typeof one === 'string' && hasTemplate(one))
    ? [...address, course()]
    : address;
};

const ambiguous = '';

/** Where the secrets of actions are sent, by action: its own address, or that of the sign-ins of its session. */
const destinationsOf = (document: FlowDocument): ReadonlyMap<string, string> => {
  let known: readonly unknown[] | null = null;
  const course = () => {
    known ??= courseOf(document);
    return known;
  };
  const openers = document.actions
    .filter(signsIn)
    .map((action) => ({ action, address: JSON.stringify(addressOf(action, course)) }));
  const opening = (action: FlowAction) =>
    signsIn(action)
      ? openers.filter((one) => one.action === action)
      : openers.filter((one) => sessionOf(one.action) === sessionOf(action));
  const found = new Map<string, string>();
  for (const action of document.actions) {
    const addresses = opening(action).map(({ address }) => address);
    const own = JSON.stringify([action.type, ...addresses.sort()]);
    // Two actions of one id are two places of one name: what is kept would be kept for both.
    found.set(action.id, found.has(action.id) ? ambiguous : own);
  }
  return found;
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
  const [then, now] = [destinationsOf(before), destinationsOf(after)];
  const kept = before.actions.filter(
    ({ id }) => then.get(id) !== ambiguous && now.get(id) === then.get(id),
  );
  return secretsOf({ ...before, actions: kept });
};
