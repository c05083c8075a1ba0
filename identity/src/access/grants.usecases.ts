import type { Queryable, Transaction } from '@tandem/kit';
import { actorOf } from '../audit/index.ts';
import { identityErrors } from '../identity.errors.ts';
import type { AccessDeps, Acting } from './access.types.ts';
import { rolesTouched } from './authority.rules.ts';
import { requireHeldRoles } from './authority.ts';
import { findDivision } from './divisions.store.ts';
import {
  addGrants,
  findSubject,
  listGrants,
  type RoleInDivision,
  removeAllGrants,
  removeGrants,
  type Subject,
} from './grants.store.ts';
import { keepingAnAdmin } from './last-admin.ts';
import { findRole } from './roles.store.ts';

/** @throws identityErrors.notFound */
export const requireSubject = async (db: Queryable, org: string, id: string): Promise<Subject> => {
  const subject = await findSubject(db, org, id);
  if (!subject) throw identityErrors.notFound();
  return subject;
};

/** Every role and division named must be one of the organisation. @throws identityErrors.notFound */
export const requireGrantable = async (
  db: Queryable,
  org: string,
  grants: readonly RoleInDivision[],
): Promise<void> => {
  for (const roleId of new Set(grants.map((grant) => grant.roleId)))
    if (!(await findRole(db, org, roleId))) throw identityErrors.notFound();
  for (const divisionId of new Set(grants.map((grant) => grant.divisionId))) {
    const division = await findDivision(db, org, divisionId);
    if (!division || division.deleted) throw identityErrors.notFound();
  }
};

export type GrantChange = {
  readonly how: 'add' | 'remove' | 'replace';
  readonly subjectIds: readonly string[];
  readonly grants: readonly RoleInDivision[];
};

const applyTo = async (
  tx: Transaction,
  subject: Subject,
  change: GrantChange & { readonly at: Date },
): Promise<void> => {
  const { how, grants, at } = change;
  if (how === 'replace') await removeAllGrants(tx, subject);
  if (how === 'remove') await removeGrants(tx, subject, grants);
  else await addGrants(tx, subject, { grants, at });
};

/** Gives and takes only what the principal holds. @throws identityErrors.moreThanYours */
const requireAuthority = async (
  tx: Transaction,
  deps: { readonly principal: Acting['principal']; readonly permissions: readonly string[] },
  change: GrantChange & { readonly subject: Subject },
): Promise<void> => {
  const { org, id } = change.subject;
  const held = await listGrants(tx, org, { subject: id });
  await requireHeldRoles(tx, deps, rolesTouched(change.how, held, change.grants));
};

/** What the audit log calls a subject. */
const entityOf = { PC_USER: 'user', PC_OAUTH_CLIENT: 'oauthClient' } as const;

/**
 * Adds, removes or replaces the grants of subjects, all or none; in force everywhere within a second.
 * @throws identityErrors.notFound, moreThanYours, lastAdmin
 */
export async function changeGrants(
  deps: AccessDeps,
  acting: Acting,
  change: GrantChange,
): Promise<void> {
  const { correlationId } = acting;
  const { org } = acting.principal;
  const at = deps.clock.now();
  const { how, grants } = change;
  await deps.changes.applyAs(acting.principal, (tx, principal) =>
    keepingAnAdmin(tx, org, async () => {
      if (how !== 'remove') await requireGrantable(tx, org, grants);
      for (const id of change.subjectIds) {
        const subject = await requireSubject(tx, org, id);
        await requireAuthority(
          tx,
          { principal, permissions: deps.permissions },
          { ...change, subject },
        );
        await applyTo(tx, subject, { ...change, at });
        await deps.audit(tx, {
          org,
          actor: actorOf(principal),
          action: `grants.${how}`,
          entity: { type: entityOf[subject.type], id, name: subject.name },
          changes: { grants: { to: grants } },
          correlationId,
        });
      }
    }),
  );
}
