import type { FlowDifference } from '@tandem/contract';
import { type Fields, isFields } from '@tandem/kit';
import type { FlowAction, FlowDocument, FlowEdge, FlowVariable } from '../flow.model.ts';
import { isSecret, replaceSecrets, shownValue } from './flow-secrets.rules.ts';

type Part = FlowDifference['part'];
type Subject = Pick<FlowDifference, 'part' | 'subject' | 'label'>;

const written = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isFields(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';

const same = (a: unknown, b: unknown): boolean => written(a) === written(b);

const entriesOf = (value: unknown): Fields | null => {
  if (Array.isArray(value)) return Object.fromEntries(Object.entries(value));
  return isFields(value) ? value : null;
};

const changeOf = (before: unknown, after: unknown): FlowDifference['change'] => {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
};

const difference = (
  subject: Subject,
  path: string | null,
  [before, after]: readonly [unknown, unknown],
): FlowDifference => ({
  ...subject,
  ...{ change: changeOf(before, after), path },
  ...{ before: shownValue(before ?? null), after: shownValue(after ?? null) },
});

/** What differs inside of one thing, by path; a list or group is taken apart where both sides have one. */
const inner = (
  subject: Subject,
  path: string,
  sides: readonly [unknown, unknown],
): FlowDifference[] => {
  const [before, after] = sides;
  if (same(before, after)) return [];
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const apart = old && now && Array.isArray(before) === Array.isArray(after);
  // A secret is one thing: which way it is given, and not its parts.
  if (!apart || isSecret(old) || isSecret(now)) return [difference(subject, path, sides)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name) =>
    inner(subject, path === '' ? name : `${path}.${name}`, [old[name], now[name]]),
  );
};

type Lists<Item> = readonly [readonly Item[], readonly Item[]];

type Compared<Item> = {
  readonly part: Part;
  readonly keyOf: (item: Item) => string;
  readonly labelOf: (item: Item) => string;
  readonly differences: (subject: Subject, before: Item, after: Item) => FlowDifference[];
};

const byKey = <Item>(items: readonly Item[], keyOf: (item: Item) => string) =>
  new Map(items.map((item) => [keyOf(item), item]));

const compareLists = <Item>(
  [before, after]: Lists<Item>,
  how: Compared<Item>,
): FlowDifference[] => {
  const [old, now] = [byKey(before, how.keyOf), byKey(after, how.keyOf)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const subject = { part: how.part, subject: key, label: how.labelOf((is ?? was) as Item) };
    if (was !== undefined && is !== undefined) return how.differences(subject, was, is);
    return [difference(subject, null, [was, is])];
  });
};

/** The place on the canvas means nothing to what a flow does. */
const actionDifferences = (
  subject: Subject,
  { position: _was, settings: old, ...before }: FlowAction,
  { position: _is, settings: now, ...after }: FlowAction,
): FlowDifference[] => [...inner(subject, '', [before, after]), ...inner(subject, '', [old, now])];

const endOf = (actions: ReadonlyMap<string, FlowAction>, id: string) => actions.get(id)?.name ?? id;

const edgeKey = ({ from, outlet, to }: FlowEdge) => `${from} ${outlet} → ${to}`;

/**
 * What differs between two versions of a flow: settings by path, variables, actions, connections. Secrets show which
 * way they are given, and that another one was typed in, never what they are.
 */
export const diffFlows = (before: FlowDocument, after: FlowDocument): FlowDifference[] => {
  const [was, is] = [before, after].map((one) => replaceSecrets(one, (secret) => secret)) as [
    FlowDocument,
    FlowDocument,
  ];
  const { variables: oldVariables, actions: oldActions, edges: oldEdges, ...oldFlow } = was;
  const { variables, actions, edges, ...flow } = is;
  const names = byKey([...oldActions, ...actions], ({ id }) => id);
  return [
    ...inner({ part: 'flow', subject: 'flow', label: 'flow' }, '', [oldFlow, flow]),
    ...compareLists<FlowVariable>([oldVariables, variables], {
      part: 'variable',
      keyOf: ({ name }) => name,
      labelOf: ({ name }) => name,
      differences: (subject, old, now) => inner(subject, '', [old, now]),
    }),
    ...compareLists<FlowAction>([oldActions, actions], {
      part: 'action',
      keyOf: ({ id }) => id,
      labelOf: ({ name }) => name,
      differences: actionDifferences,
    }),
    ...compareLists<FlowEdge>([oldEdges, edges], {
      part: 'edge',
      keyOf: edgeKey,
      labelOf: ({ from, outlet, to }) => `${endOf(names, from)} ${outlet} → ${endOf(names, to)}`,
      differences: () => [],
    }),
  ];
};
