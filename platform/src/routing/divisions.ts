import type { Directory, DivisionName } from '../users/index.ts';
import { routingErrors } from './routing.errors.ts';

/** @throws routingErrors.unknownReference (400) if the organisation has no such division. */
export const divisionFor = async (
  directory: Directory,
  org: string,
  id: string | undefined,
): Promise<string | null> => {
  if (id === undefined || id === '') return null;
  const division = await directory.division(org, id);
  if (!division) throw routingErrors.unknownReference({ kind: 'division', id });
  return division.id;
};

/** Looks up the divisions of rows once; rows without one are in the home division. */
export const divisionsOf = async (
  directory: Directory,
  org: string,
  ids: readonly (string | null)[],
): Promise<(id: string | null) => DivisionName> => {
  const home = await directory.homeDivision(org);
  const named = new Map<string, DivisionName>();
  for (const id of new Set(ids)) {
    const found = id && id !== home.id ? await directory.division(org, id) : null;
    if (id && found) named.set(id, found);
  }
  return (id) => (id ? (named.get(id) ?? home) : home);
};
