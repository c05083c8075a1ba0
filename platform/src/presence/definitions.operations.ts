import {
  type Handler,
  handle,
  type OrganizationPresence,
  type OrganizationPresenceDefinition,
  presenceOperations as ops,
  type Principal,
} from '@tandem/contract';
import { pageOf, toListing } from '../users/index.ts';
import { findDefinition, listDefinitions, saveDefinition } from './definitions.store.ts';
import type { PresenceDeps } from './presence.deps.ts';
import { presenceErrors } from './presence.errors.ts';
import {
  type DefinitionRecord,
  systemPresenceNamed,
  systemPresenceNames,
} from './system-presences.ts';

const nameOf = ({ labels, systemPresence }: DefinitionRecord) =>
  labels['en_US'] ?? labels['en'] ?? Object.values(labels)[0] ?? systemPresence;

const toDefinitionWire = (d: DefinitionRecord): OrganizationPresenceDefinition => ({
  id: d.id,
  name: nameOf(d),
  type: d.system ? 'System' : 'User',
  languageLabels: { ...d.labels },
  systemPresence: d.systemPresence,
  deactivated: d.deactivated,
  ...(d.division ? { divisionId: d.division } : {}),
  selfUri: `/api/v2/presence/definitions/${d.id}`,
});

const person = (id: string) => ({ id, version: 1, selfUri: `/api/v2/users/${id}` });

const toLegacyWire = (d: DefinitionRecord): OrganizationPresence => ({
  id: d.id,
  name: nameOf(d),
  languageLabels: { ...d.labels },
  systemPresence: d.systemPresence,
  deactivated: d.deactivated,
  primary: d.system,
  ...(d.createdBy ? { createdBy: person(d.createdBy) } : {}),
  ...(d.createdAt ? { createdDate: d.createdAt.toISOString() } : {}),
  ...(d.modifiedBy ? { modifiedBy: person(d.modifiedBy) } : {}),
  ...(d.modifiedAt ? { modifiedDate: d.modifiedAt.toISOString() } : {}),
  selfUri: `/api/v2/presencedefinitions/${d.id}`,
});

const definitionOr404 = async ({ db }: PresenceDeps, org: string, id: string) => {
  const found = await findDefinition(db, org, id);
  if (!found) throw presenceErrors.notFound();
  return found;
};

type Write = {
  readonly id?: string;
  readonly request: OrganizationPresenceDefinition | OrganizationPresence;
};

/** @throws presenceErrors.notFound, systemDefinition, unknownSystemPresence (400) */
const save = async (deps: PresenceDeps, principal: Principal, { id, request }: Write) => {
  const before = id === undefined ? null : await definitionOr404(deps, principal.org, id);
  if (before?.system) throw presenceErrors.systemDefinition();
  const systemPresence =
    systemPresenceNamed(request.systemPresence) ??
    (request.systemPresence === undefined ? before?.systemPresence : undefined);
  if (!systemPresence)
    throw presenceErrors.unknownSystemPresence({ allowed: systemPresenceNames.join(', ') });
  const definition = {
    id: before?.id ?? deps.ids.uuid(),
    org: principal.org,
    systemPresence,
    labels: request.languageLabels,
    division: 'divisionId' in request ? (request.divisionId ?? null) : null,
    deactivated: request.deactivated ?? before?.deactivated ?? false,
    by: principal.userId ?? principal.clientId,
    at: deps.clock.now(),
  };
  await saveDefinition(deps.db, definition);
  return definitionOr404(deps, principal.org, definition.id);
};

/** A definition that is not wanted any more stays readable: users and history still mention it. */
const deactivate = async (deps: PresenceDeps, principal: Principal, id: string) => {
  const before = await definitionOr404(deps, principal.org, id);
  const request = { ...toDefinitionWire(before), deactivated: true };
  await save(deps, principal, { id, request });
};

const wanted = (filter: string | undefined) => (d: DefinitionRecord) =>
  filter?.toLowerCase() === 'any' || d.deactivated === (filter?.toLowerCase() === 'true');

const legacyHandlers = (deps: PresenceDeps): Handler[] => [
  handle(ops.getPresencedefinitions, async ({ principal, query }) => {
    const all = (await listDefinitions(deps.db, principal.org)).filter(wanted(query.deleted));
    const { limit, offset } = pageOf(query);
    const entities = all.slice(offset, offset + limit).map(toLegacyWire);
    const { path } = ops.getPresencedefinitions;
    return {
      status: 200,
      body: toListing({ path, query: { ...query }, total: all.length, entities }),
    };
  }),
  handle(ops.postPresencedefinitions, async ({ principal, body }) => ({
    status: 200,
    body: toLegacyWire(await save(deps, principal, { request: body })),
  })),
  handle(ops.getPresencedefinition, async ({ principal, params }) => ({
    status: 200,
    body: toLegacyWire(await definitionOr404(deps, principal.org, params.presenceId)),
  })),
  handle(ops.putPresencedefinition, async ({ principal, params, body }) => ({
    status: 200,
    body: toLegacyWire(await save(deps, principal, { id: params.presenceId, request: body })),
  })),
  handle(ops.deletePresencedefinition, async ({ principal, params }) => {
    await deactivate(deps, principal, params.presenceId);
    return { status: 204 };
  }),
];

/** Presence definitions under both generations of paths, and the presences of the system. */
export const definitionHandlers = (deps: PresenceDeps): Handler[] => [
  handle(ops.getPresenceDefinitions, async ({ principal, query }) => {
    const all = (await listDefinitions(deps.db, principal.org)).filter(wanted(query.deactivated));
    const entities = all
      .filter((d) => !query.divisionId || d.system || query.divisionId.includes(d.division ?? ''))
      .map(toDefinitionWire);
    const { path } = ops.getPresenceDefinitions;
    return { status: 200, body: { entities, total: entities.length, selfUri: path } };
  }),
  handle(ops.postPresenceDefinitions, async ({ principal, body }) => ({
    status: 200,
    body: toDefinitionWire(await save(deps, principal, { request: body })),
  })),
  handle(ops.getPresenceDefinition, async ({ principal, params }) => ({
    status: 200,
    body: toDefinitionWire(await definitionOr404(deps, principal.org, params.definitionId)),
  })),
  handle(ops.putPresenceDefinition, async ({ principal, params, body }) => ({
    status: 200,
    body: toDefinitionWire(await save(deps, principal, { id: params.definitionId, request: body })),
  })),
  handle(ops.deletePresenceDefinition, async ({ principal, params }) => {
    await deactivate(deps, principal, params.definitionId);
    return { status: 200 };
  }),
  ...legacyHandlers(deps),
  handle(ops.getSystempresences, async () => ({
    status: 200,
    body: systemPresenceNames.map((name) => ({
      id: name,
      name,
      selfUri: ops.getSystempresences.path,
    })),
  })),
];
