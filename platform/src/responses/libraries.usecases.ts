import type { Library } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { actorId, type By, objectNotes } from '../audit/index.ts';
import { divisionFor } from '../routing/index.ts';
import {
  deleteLibrary,
  findLibraries,
  insertLibrary,
  type LibraryRecord,
  lockLibrary,
  updateLibrary,
} from './libraries.store.ts';
import type { ResponsesDeps } from './responses.deps.ts';
import { responsesErrors } from './responses.errors.ts';

const longestName = 256;

const nameFrom = (name: string): string => {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '') throw responsesErrors.nameMissing();
  if (trimmed.length > longestName)
    throw responsesErrors.tooLong({ field: 'name', most: String(longestName) });
  return trimmed;
};

/** @throws responsesErrors.notFound (404), also for a library of another organisation. */
export const libraryOr404 = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<LibraryRecord> => {
  const [library] = await findLibraries(db, org, [id]);
  if (!library) throw responsesErrors.notFound();
  return library;
};

/** Who changes by an old state is told. @throws responsesErrors.versionConflict (409) */
export const checkVersion = (given: number | undefined, actual: number): void => {
  if (given !== undefined && given !== actual)
    throw responsesErrors.versionConflict({ actual: String(actual), given: String(given) });
};

const writeOf = async (deps: ResponsesDeps, { principal }: By, request: Library) => ({
  org: principal.org,
  name: nameFrom(request.name),
  responseType: request.responseType ?? null,
  division: await divisionFor(deps.directory, principal.org, request.division?.id),
  by: actorId(principal),
  at: deps.clock.now(),
});

type Shown = Pick<LibraryRecord, 'id' | 'name' | 'responseType' | 'division'>;
const note = objectNotes('responseLibrary', ({ name, responseType, division }: Shown) => ({
  name,
  responseType,
  division,
}));

/** @throws responsesErrors.nameMissing, tooLong (400), nameTaken (409), whatever its case */
export async function createLibrary(
  deps: ResponsesDeps,
  by: By,
  request: Library,
): Promise<LibraryRecord> {
  const library = { id: deps.ids.uuid(), ...(await writeOf(deps, by, request)) };
  await deps.db.transaction(async (tx) => {
    if (!(await insertLibrary(tx, library)))
      throw responsesErrors.nameTaken({ name: library.name });
    await note(deps, tx, { by, action: 'create', before: null, after: library });
  });
  return libraryOr404(deps.db, library.org, library.id);
}

/** @throws responsesErrors.notFound, versionConflict, nameTaken, nameMissing, tooLong */
export async function replaceLibrary(
  deps: ResponsesDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: Library },
): Promise<LibraryRecord> {
  const { org } = by.principal;
  const write = await writeOf(deps, by, request);
  await deps.db.transaction(async (tx) => {
    const before = await lockLibrary(tx, org, id);
    if (!before) throw responsesErrors.notFound();
    checkVersion(request.version, before.version);
    const after = { ...write, id: before.id, division: write.division ?? before.division };
    if (!(await updateLibrary(tx, after))) throw responsesErrors.nameTaken({ name: after.name });
    await note(deps, tx, { by, action: 'update', before, after });
  });
  return libraryOr404(deps.db, org, id);
}

/** Removes a library and the responses that stand in no other. @throws responsesErrors.notFound */
export async function removeLibrary(deps: ResponsesDeps, by: By, id: string): Promise<void> {
  const { org } = by.principal;
  await deps.db.transaction(async (tx) => {
    const before = await lockLibrary(tx, org, id);
    if (!before || !(await deleteLibrary(tx, org, before.id))) throw responsesErrors.notFound();
    await note(deps, tx, { by, action: 'delete', before, after: null });
  });
}
