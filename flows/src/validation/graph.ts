import { errorOutlet, type FlowEdge } from '../flow.model.ts';
import type { Checked } from './checked.ts';
import { componentsOf } from './components.ts';
import { type FlowProblem, problem, repeated } from './problems.ts';

const linkProblems = ({ document, outlets }: Checked): FlowProblem[] => {
  const ids = new Set(document.actions.map(({ id }) => id));
  return document.edges
    .filter(({ from, outlet, to }) => !ids.has(to) || !outlets(from).includes(outlet))
    .map(({ from, outlet, to }) => problem('leadsNowhere', { from, outlet, to }, { action: from }));
};

const repeatedEdges = (edges: readonly FlowEdge[]): FlowEdge[] => {
  const seen = new Set<string>();
  return edges.filter(
    ({ from, outlet }) => seen.size === seen.add(JSON.stringify([from, outlet])).size,
  );
};

const doubledProblems = ({ document }: Checked): FlowProblem[] => [
  ...repeatedEdges(document.edges).map(({ from, outlet }) =>
    problem('twoConnections', { from, outlet }),
  ),
  ...repeated(document.actions.map(({ id }) => id)).map((id) =>
    problem('sameId', { id }, { action: id }),
  ),
];

const outputNameProblems = ({ known, variables }: Checked): FlowProblem[] => {
  const names = known
    .filter(({ definition }) => (definition.outputs ?? []).length > 0)
    .map(({ action }) => action.name);
  const clashing = new Set([...repeated(names), ...names.filter((name) => variables.has(name))]);
  return known
    .filter(({ action, definition }) => definition.outputs && clashing.has(action.name))
    .map(({ action: { id, name } }) =>
      problem('outputNameTaken', { action: name }, { action: id }),
    );
};

const entryProblems = ({ document }: Checked): FlowProblem[] => {
  const ids = new Set(document.actions.map(({ id }) => id));
  const { start, onError = null } = document;
  return [
    ...(start !== null && !ids.has(start) ? [problem('startMissing')] : []),
    ...(onError !== null && !ids.has(onError) ? [problem('handlerMissing')] : []),
  ];
};

const isolatedProblems = ({ document }: Checked): FlowProblem[] => {
  const next = Map.groupBy(document.edges, ({ from }) => from);
  const reached = new Set<string>();
  const open = [document.start, document.onError ?? null].filter((id) => id !== null);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    for (const { to } of next.get(id) ?? []) open.push(to);
  }
  return document.actions
    .filter(({ id }) => !reached.has(id))
    .map(({ id, name }) => problem('unreached', { action: name }, { action: id }));
};

/**
 * Circles in which no action waits or counts. One that cannot be left spins until the run is stopped; one that can may
 * be meant, but For Each and While say it better.
 */
const circleProblems = ({ document, known, outlets }: Checked): FlowProblem[] => {
  const edges = document.edges.filter(({ outlet }) => outlet !== errorOutlet);
  const byId = new Map(known.map((one) => [one.action.id, one]));
  return componentsOf(
    document.actions.map(({ id }) => id),
    edges,
  ).flatMap((members) => {
    if (members.some((id) => byId.get(id)?.definition.progresses)) return [];
    const inside = new Set(members);
    const stays = members.every((id) =>
      outlets(id)
        .filter((outlet) => outlet !== errorOutlet)
        .every((outlet) =>
          edges.some((edge) => edge.from === id && edge.outlet === outlet && inside.has(edge.to)),
        ),
    );
    const action = members[0] as string;
    const actions = members.map((id) => byId.get(id)?.action.name ?? id).join(', ');
    return [problem(stays ? 'circleWithoutEnd' : 'circle', { actions }, { action })];
  });
};

const openExitProblems = ({ document, known }: Checked): FlowProblem[] => {
  const left = new Set(document.edges.map(({ from, outlet }) => JSON.stringify([from, outlet])));
  return known.flatMap(({ action: { id, name, settings }, definition }) =>
    (definition.heeded?.(settings) ?? [])
      .filter((outlet) => !left.has(JSON.stringify([id, outlet])))
      .map((outlet) => problem('openExit', { action: name, outlet }, { action: id })),
  );
};

const describedProblems = ({ document: { actions } }: Checked): FlowProblem[] => {
  const silent = actions.filter(({ description = '' }) => description.trim() === '').length;
  return silent === 0 ? [] : [problem('undescribed', { count: silent, all: actions.length })];
};

/** What is wrong with the connections of a document. */
export const graphProblems = (checked: Checked): FlowProblem[] => [
  ...linkProblems(checked),
  ...doubledProblems(checked),
  ...outputNameProblems(checked),
  ...entryProblems(checked),
  ...circleProblems(checked),
  ...isolatedProblems(checked),
  ...openExitProblems(checked),
  ...describedProblems(checked),
];
