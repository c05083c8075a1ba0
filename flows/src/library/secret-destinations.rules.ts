import { hash } from 'node:crypto';
import { defaultSession } from '../actions/index.ts';
import type { FlowAction, FlowDocument, FlowVariable } from '../flow.model.ts';
import { initialSecretOf } from '../initial-secrets.ts';
import { hasTemplate } from '../settings.ts';
import { toText } from '../variable-types.ts';
import { canonicalDocument } from './flow-export.rules.ts';
import { placeOfInitial, replaceSecrets, secretsOf, shownDocument } from './flow-secrets.rules.ts';
import { usesOf } from './secret-uses.rules.ts';

const signsIn = ({ type }: FlowAction): boolean => type === 'oauthAuthentication';

const sessionOf = ({ settings }: FlowAction): string =>
  toText(settings['session'] ?? defaultSession);

const sorted = (items: readonly object[]): readonly string[] =>
  items.map((item) => JSON.stringify(item)).sort();

/** As long whatever it stands for: destinations are many, and what they tell apart is a whole document. */
const digest = (value: unknown): string => hash('sha256', JSON.stringify(value), 'base64url');

/** Everything a flow does before, between and after its sign-ins, however it is drawn. */
const courseOf = (document: FlowDocument): string => {
  const initials = new Set(document.variables.map(placeOfInitial));
  const plain = canonicalDocument(
    replaceSecrets(document, (secret, place) =>
      initials.has(place) && typeof secret['value'] === 'string' ? secret : null,
    ),
  );
  const { variables, start, onError = null, actions, edges } = plain;
  const taken = actions.map(({ position: _position, description: _description, ...rest }) => rest);
  return digest([variables, start, onError, sorted(taken), sorted(edges)]);
};

const addressOf = ({ settings }: FlowAction, course: () => string): string => {
  const address = [
    settings['authenticationType'],
    settings['environmentUrl'],
    settings['connection'],
  ];
  // A template leads wherever the actions on the way set its variables to.
  const isTemplate = address.some((one) => typeof one === 'string' && hasTemplate(one));
  return digest(isTemplate ? [...address, course()] : address);
};

/** Sessions → where they sign in, all their sign-ins together. */
const sessionsOf = (document: FlowDocument, course: () => string): ReadonlyMap<string, string> => {
  const openers = Map.groupBy(document.actions.filter(signsIn), sessionOf);
  return new Map(
    [...openers].map(([session, actions]) => [
      session,
      digest(actions.map((action) => addressOf(action, course)).sort()),
    ]),
  );
};

const ambiguous = '';

const holdsSecret = (document: FlowDocument, action: FlowAction): boolean =>
  secretsOf({ ...document, variables: [], actions: [action] }).size > 0;

/** Where the secrets of the asked actions are sent: to its own address, or that of the sign-ins of its session. */
const destinationsOf = (
  document: FlowDocument,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, string> => {
  let known: string | null = null;
  const course = () => {
    known ??= courseOf(document);
    return known;
  };
  const sessions = sessionsOf(document, course);
  const found = new Map<string, string>();
  for (const action of document.actions.filter(({ id }) => asked.has(id))) {
    const address = signsIn(action) ? addressOf(action, course) : sessions.get(sessionOf(action));
    // Two actions of one id are two places of one name: what is kept would be kept for both.
    found.set(action.id, found.has(action.id) ? ambiguous : digest([action.type, address ?? null]));
  }
  return found;
};

/** Variables by their names, of those that have one to themselves. */
const variablesOf = ({ variables }: FlowDocument): ReadonlyMap<string, FlowVariable> => {
  const named = Map.groupBy(variables, ({ name }) => name);
  return new Map(
    variables.filter(({ name }) => named.get(name)?.length === 1).map((one) => [one.name, one]),
  );
};

const usesIn = (written: FlowDocument) => {
  const document = canonicalDocument(shownDocument(written));
  let known: string | null = null;
  const course = () => {
    known ??= courseOf(document);
    return known;
  };
  const sessions = sessionsOf(document, course);
  return usesOf(document, { course, session: (action) => sessions.get(sessionOf(action)) });
};

/**
 * Variables that stay what they were: as secure, of the same type, and used for nothing that they were not used for
 * before. A new use may send what they hold to anywhere.
 */
const keptVariables = (before: FlowDocument, after: FlowDocument): readonly FlowVariable[] => {
  const now = variablesOf(after);
  const same = [...variablesOf(before).values()].filter((variable) => {
    const next = now.get(variable.name);
    const isSecure = variable.secure === true && next?.secure === true;
    return isSecure && next.type === variable.type && initialSecretOf(variable) !== null;
  });
  if (same.length === 0) return [];
  const [then, since] = [usesIn(before), usesIn(after)];
  return same.filter(({ name }) => since(name).isSubsetOf(then(name)));
};

/** Actions whose secrets would go where they went. */
const keptActions = (before: FlowDocument, after: FlowDocument): readonly FlowAction[] => {
  const holders = before.actions.filter((action) => holdsSecret(before, action));
  if (holders.length === 0) return [];
  const asked = new Set(holders.map(({ id }) => id));
  const [then, now] = [destinationsOf(before, asked), destinationsOf(after, asked)];
  return holders.filter(({ id }) => then.get(id) !== ambiguous && now.get(id) === then.get(id));
};

/**
 * Secrets of a version that may stay where they are in the next one: whoever edits a flow does not know them, and must
 * not have them sent to a server of their own.
 */
export const keepableSecrets = (
  before: FlowDocument | null,
  after: FlowDocument,
): ReturnType<typeof secretsOf> =>
  before
    ? secretsOf({
        ...before,
        actions: keptActions(before, after),
        variables: keptVariables(before, after),
      })
    : new Map();
