import {
  type Handler,
  handle,
  type OrganizationPresence,
  type OrganizationPresenceDefinition,
  presenceOperations as ops,
} from '@tandem/contract';
import { actorId, type By, changesBetween, noteChange } from '../audit/index.ts';
import { pageOf, toListing } from '../users/index.ts';
import { findDefinition, listDefinitions, saveDefinition } from './definitions.store.ts';
import type { PresenceDeps } from './presence.deps.ts';
import { presenceErrors } from './presence.errors.ts';
import {
  type DefinitionRecord,
  systemPresenceNamed,
  systemPresenceNames,
} from './system-presences.ts';

const nameOf = ({ labels, systemPresence }: Pick<DefinitionRecord, 'labels' | 'systemPresence'>) =>
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
  readonly action?: 'delete';
};

type Shown = Pick<DefinitionRecord, 'systemPresence' | 'labels' | 'division' | 'deactivated'>;

const shown = ({ systemPresence, labels, division, deactivated }: Shown) => ({
  systemPresence,
  labels,
  division,
  deactivated,
});

/** @throws presenceErrors.notFound, systemDefinition, unknownSystemPresence (400) */
const save = async (deps: PresenceDeps, by: By, { id, request, action }: Write) => {
  const { principal } = by;
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
    by: actorId(principal),
    at: deps.clock.now(),
  };
  await deps.db.transaction(async (tx) => {
    await saveDefinition(tx, definition);
    await noteChange(deps, tx, {
      by,
      action: action ?? (before ? 'update' : 'create'),
      entity: { type: 'presenceDefinition', id: definition.id, name: nameOf(definition) },
      changes: changesBetween(before && shown(before), shown(definition)),
    });
  });
  return definitionOr404(deps, principal.org, definition.id);
};

/** A definition that is not wanted any more stays readable: users and history still mention it. */
const deactivate = async (deps: PresenceDeps, by: By, id: string) => {
  const before = await definitionOr404(deps, by.principal.org, id);
  const request = { ...toDefinitionWire(before), deactivated: true };
  await save(deps, by, { id, request, action: 'delete' });
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
  handle(ops.postPresencedefinitions, async (call) => ({
    status: 200,
    body: toLegacyWire(await save(deps, call, { request: call.body })),
  })),
  handle(ops.getPresencedefinition, async ({ principal, params }) => ({
    status: 200,
    body: toLegacyWire(await definitionOr404(deps, principal.org, params.presenceId)),
  })),
  handle(ops.putPresencedefinition, async (call) => ({
    status: 200,
    body: toLegacyWire(await save(deps, call, { id: call.params.presenceId, request: call.body })),
  })),
  handle(ops.deletePresencedefinition, async (call) => {
    await deactivate(deps, call, call.params.presenceId);
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
  handle(ops.postPresenceDefinitions, async (call) => ({
    status: 200,
    body: toDefinitionWire(await save(deps, call, { request: call.body })),
  })),
  handle(ops.getPresenceDefinition, async ({ principal, params }) => ({
    status: 200,
    body: toDefinitionWire(await definitionOr404(deps, principal.org, params.definitionId)),
  })),
  handle(ops.putPresenceDefinition, async (call) => ({
    status: 200,
    body: toDefinitionWire(
      await save(deps, call, { id: call.params.definitionId, request: call.body }),
    ),
  })),
  handle(ops.deletePresenceDefinition, async (call) => {
    await deactivate(deps, call, call.params.definitionId);
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
