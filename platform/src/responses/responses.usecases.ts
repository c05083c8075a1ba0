import type { Response } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { actorId, type By, objectNotes } from '../audit/index.ts';
import { findLibraries } from './libraries.store.ts';
import { checkVersion } from './libraries.usecases.ts';
import type { ResponsesDeps } from './responses.deps.ts';
import { responsesErrors } from './responses.errors.ts';
import { responseFrom } from './responses.rules.ts';
import {
  deleteResponse,
  findResponse,
  insertResponse,
  lockResponse,
  type ResponseRecord,
  updateResponse,
} from './responses.store.ts';

/** @throws responsesErrors.notFound (404), also for a response of another organisation. */
export const responseOr404 = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<ResponseRecord> => {
  const response = await findResponse(db, org, id);
  if (!response) throw responsesErrors.notFound();
  return response;
};

/** @throws responsesErrors.noLibrary, unknownLibrary (400) */
const librariesFor = async (
  db: Queryable,
  org: string,
  { libraries }: Response,
): Promise<readonly string[]> => {
  const ids = [...new Set(libraries.flatMap(({ id }) => (id ? [id.toLowerCase()] : [])))];
  if (ids.length === 0) throw responsesErrors.noLibrary();
  const found = new Set((await findLibraries(db, org, ids)).map(({ id }) => id));
  const unknown = ids.find((id) => !found.has(id));
  if (unknown) throw responsesErrors.unknownLibrary({ id: unknown });
  return ids;
};

const note = objectNotes(
  'cannedResponse',
  ({ name, responseType, doc, libraries }: ResponseRecord) => ({
    name,
    responseType,
    ...doc,
    libraries: libraries.map((library) => library.name),
  }),
);

/** @throws responsesErrors.noText, tooLong, badSubstitution, notOffered, noLibrary, unknownLibrary (400) */
export function createResponse(
  deps: ResponsesDeps,
  by: By,
  request: Response,
): Promise<ResponseRecord> {
  const { org } = by.principal;
  const content = responseFrom(request);
  return deps.db.transaction(async (tx) => {
    const libraryIds = await librariesFor(tx, org, request);
    const id = deps.ids.uuid();
    const stamp = { by: actorId(by.principal), at: deps.clock.now() };
    await insertResponse(tx, { id, org, ...content, libraryIds }, stamp);
    const after = await responseOr404(tx, org, id);
    await note(deps, tx, { by, action: 'create', before: null, after });
    return after;
  });
}

/** @throws responsesErrors.notFound (404), versionConflict (409), and as creating */
export function replaceResponse(
  deps: ResponsesDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: Response },
): Promise<ResponseRecord> {
  const { org } = by.principal;
  const content = responseFrom(request);
  return deps.db.transaction(async (tx) => {
    if (!(await lockResponse(tx, org, id))) throw responsesErrors.notFound();
    const before = await responseOr404(tx, org, id);
    checkVersion(request.version, before.version);
    const libraryIds = await librariesFor(tx, org, request);
    await updateResponse(tx, { id: before.id, org, ...content, libraryIds });
    const after = await responseOr404(tx, org, before.id);
    await note(deps, tx, { by, action: 'update', before, after });
    return after;
  });
}

/** @throws responsesErrors.notFound */
export async function removeResponse(deps: ResponsesDeps, by: By, id: string): Promise<void> {
  const { org } = by.principal;
  await deps.db.transaction(async (tx) => {
    const before = await responseOr404(tx, org, id);
    if (!(await deleteResponse(tx, org, before.id))) throw responsesErrors.notFound();
    await note(deps, tx, { by, action: 'delete', before, after: null });
  });
}
