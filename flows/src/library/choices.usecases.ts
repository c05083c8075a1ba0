import { listFlows } from './flows.store.ts';
import { flowTypes, type LibraryDeps, type Named } from './library.model.ts';

const mostChoices = 1_000;

const flowChoices = async (
  { db, kinds }: Pick<LibraryDeps, 'db' | 'kinds'>,
  org: string,
): Promise<readonly Named[]> => {
  const types = kinds.map((kind) => flowTypes[kind]);
  const { rows } = await listFlows(db, { org, types }, { size: mostChoices, offset: 0 });
  return rows.map(({ id, name }) => ({ id, name }));
};

/** What a setting may choose from; nothing for what this half or this installation does not have. */
export const choicesOf = async (
  deps: Pick<LibraryDeps, 'db' | 'kinds' | 'services' | 'choices'>,
  org: string,
  resource: string,
): Promise<readonly Named[]> => {
  if (resource === 'flow') return flowChoices(deps, org);
  const sources = { ...deps.services.choices, ...deps.choices };
  const source = Object.entries(sources).find(([name]) => name === resource)?.[1];
  return source ? source(org) : [];
};
