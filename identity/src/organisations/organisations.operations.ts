import { type Handler, handle, organizationsOperations as operations } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import { type Audit, actorOf } from '../audit/index.ts';
import type { Changes } from '../changes/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { findOrganisation, updateOrganisation } from './organisations.store.ts';
import { toOrganisationWire } from './organisations.wire.ts';

export type OrganisationDeps = {
  readonly db: Database;
  readonly changes: Changes;
  readonly audit: Audit;
};

const requireOrganisation = async (db: Parameters<typeof findOrganisation>[0], org: string) => {
  const organisation = await findOrganisation(db, org);
  if (!organisation) throw identityErrors.notFound();
  return organisation;
};

/** The caller's own organisation. */
export const organisationHandlers = (deps: OrganisationDeps): readonly Handler[] => [
  handle(operations.getOrganizationsMe, async ({ principal }) => ({
    status: 200,
    body: toOrganisationWire(await requireOrganisation(deps.db, principal.org)),
  })),
  handle(operations.putOrganizationsMe, async ({ principal, body, correlationId }) => {
    const { org } = principal;
    await deps.changes.applyAs(principal, async (tx) => {
      const old = await requireOrganisation(tx, org);
      const name = body.name?.trim() || old.name;
      const version = await updateOrganisation(tx, {
        ...old,
        name,
        defaultLanguage: body.defaultLanguage ?? old.defaultLanguage,
        defaultCountryCode: body.defaultCountryCode ?? old.defaultCountryCode,
        version: body.version,
      });
      if (version === null)
        throw identityErrors.versionConflict({
          given: String(body.version),
          current: String(old.version),
        });
      await deps.audit(tx, {
        org,
        actor: actorOf(principal),
        action: 'update',
        entity: { type: 'organization', id: org, name },
        changes: { name: { from: old.name, to: name } },
        correlationId,
      });
    });
    return { status: 200, body: toOrganisationWire(await requireOrganisation(deps.db, org)) };
  }),
];
