import type { AuditChange, AuditNote } from '@tandem/contract';
import { type Acting, actorOf } from '../vault.types.ts';
import type { AttributePlan } from './attributes.rules.ts';
import type { Attribute, CredentialRecord } from './credentials.model.ts';

type Changes = Readonly<Record<string, AuditChange>>;

const field = (name: string, from: unknown, to: unknown): Changes =>
  JSON.stringify(from ?? null) === JSON.stringify(to ?? null)
    ? {}
    : { [name]: { ...(from == null ? {} : { from }), ...(to == null ? {} : { to }) } };

const namesOf = (attributes: readonly Attribute[] | undefined) =>
  attributes?.map(({ name, input }) => `${name} (${input})`);

type Kept = CredentialRecord & { readonly attributes: readonly Attribute[] };

/** What differs, field by field. Of values only the attributes whose value was set or removed are named. */
export const credentialChanges = (
  before: Kept | null,
  after: CredentialRecord,
  plan: AttributePlan,
): Changes => {
  const nameOf = new Map(plan.attributes.map(({ id, name }) => [id, name]));
  const set = plan.values.map(({ attribute }) => nameOf.get(attribute));
  const removed = plan.emptied.map((id) => nameOf.get(id));
  return {
    ...field('name', before?.name, after.name),
    ...field('description', before?.description || null, after.description || null),
    ...field('locker', before?.locker, after.locker),
    ...field('store', before?.externalPath, after.externalPath),
    ...field('attributes', namesOf(before?.attributes), namesOf(plan.attributes)),
    ...(set.length > 0 ? { values: { to: set } } : {}),
    ...(before && removed.length > 0 ? { emptied: { from: removed } } : {}),
  };
};

export const credentialNote = (
  { principal, correlationId }: Acting,
  credential: Pick<CredentialRecord, 'id' | 'name'>,
  what: { readonly action: AuditNote['action']; readonly changes?: Changes },
): AuditNote => ({
  org: principal.org,
  actor: actorOf(principal),
  correlationId,
  entity: { type: 'credential', id: credential.id, name: credential.name },
  ...what,
});
