import type { Principal, WrapupCodeRequest } from '@tandem/contract';
import { divisionFor } from './divisions.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';
import {
  deleteWrapupCode,
  findWrapupCode,
  insertWrapupCode,
  updateWrapupCode,
  type WrapupCodeRecord,
} from './wrapup-codes.store.ts';

/** Names differ by more than white space and composition: "Café " and "Café" are one name. */
export const normaliseName = (kind: string, name: string): string => {
  const normal = name.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
  if (normal === '') throw routingErrors.nameMissing({ kind });
  return normal;
};

export const wrapupCodeOr404 = async (
  { db }: Pick<RoutingDeps, 'db'>,
  org: string,
  id: string,
): Promise<WrapupCodeRecord> => {
  const code = await findWrapupCode(db, org, id);
  if (!code) throw routingErrors.notFound();
  return code;
};

const writeOf = async (deps: RoutingDeps, principal: Principal, request: WrapupCodeRequest) => ({
  org: principal.org,
  name: normaliseName('wrap-up code', request.name),
  description: request.description ?? null,
  division: await divisionFor(deps.directory, principal.org, request.division?.id),
  by: principal.userId ?? principal.clientId,
  at: deps.clock.now(),
});

/** @throws routingErrors.nameTaken (409) if a code of the organisation has the name already, whatever its case. */
export async function createWrapupCode(
  deps: RoutingDeps,
  principal: Principal,
  request: WrapupCodeRequest,
): Promise<WrapupCodeRecord> {
  const code = { id: deps.ids.uuid(), ...(await writeOf(deps, principal, request)) };
  if (!(await insertWrapupCode(deps.db, code)))
    throw routingErrors.nameTaken({ kind: 'wrap-up code', name: code.name });
  return wrapupCodeOr404(deps, principal.org, code.id);
}

/** @throws routingErrors.notFound, nameTaken */
export async function replaceWrapupCode(
  deps: RoutingDeps,
  principal: Principal,
  { id, request }: { readonly id: string; readonly request: WrapupCodeRequest },
): Promise<WrapupCodeRecord> {
  const before = await wrapupCodeOr404(deps, principal.org, id);
  const write = await writeOf(deps, principal, request);
  const code = { ...write, id: before.id, division: write.division ?? before.division };
  if (!(await updateWrapupCode(deps.db, code)))
    throw routingErrors.nameTaken({ kind: 'wrap-up code', name: code.name });
  return wrapupCodeOr404(deps, principal.org, id);
}

/** @throws routingErrors.notFound */
export async function removeWrapupCode(
  deps: RoutingDeps,
  principal: Principal,
  id: string,
): Promise<void> {
  await wrapupCodeOr404(deps, principal.org, id);
  await deleteWrapupCode(deps.db, principal.org, id);
}
