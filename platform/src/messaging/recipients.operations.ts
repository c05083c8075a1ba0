import { type Handler, handle, routingOperations } from '@tandem/contract';
import { actorId, changesBetween, noteChange } from '../audit/index.ts';
import { pageOf, toListing } from '../listing/index.ts';
import { type IntegrationRecord, listIntegrations } from './integrations.store.ts';
import { changeIntegration, readIntegration } from './integrations.usecases.ts';
import { recipientsPath } from './integrations.wire.ts';
import { type ConfigurationDeps, isUuid, modifierRef, userRef } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';

const toWire = async (deps: ConfigurationDeps, record: IntegrationRecord) => {
  const flow = record.flow ? await deps.findFlow(record.org, record.flow) : null;
  return {
    id: record.id,
    name: record.name,
    ...(flow ? { flow: { ...flow, selfUri: `/api/v2/flows/${flow.id}` } } : {}),
    messengerType: 'open',
    dateCreated: record.createdAt.toISOString(),
    dateModified: record.recipientModifiedAt.toISOString(),
    ...userRef(record.createdBy),
    ...modifierRef('modifiedBy', record.recipientModifiedBy),
    selfUri: `${recipientsPath}/${record.id}`,
  };
};

const flowName = async (deps: ConfigurationDeps, { org, flow }: IntegrationRecord) =>
  flow ? ((await deps.findFlow(org, flow))?.name ?? flow) : null;

/** @throws messagingErrors.referenceUnknown (400) */
const checkedFlow = async (deps: ConfigurationDeps, org: string, id: string | undefined) => {
  if (id === undefined) return null;
  if (isUuid(id) && (await deps.findFlow(org, id))) return id;
  throw messagingErrors.referenceUnknown({ kind: 'flow', id });
};

/** Message routing: which flow the messages of an address go to. The recipient is born with its integration. */
export const recipientHandlers = (deps: ConfigurationDeps): readonly Handler[] => [
  handle(routingOperations.getRoutingMessageRecipients, async ({ principal, query }) => {
    const { messengerType, name } = query;
    const { total, rows } =
      messengerType === undefined || messengerType.toLowerCase() === 'open'
        ? await listIntegrations(
            deps.db,
            { org: principal.org, ...(name === undefined ? {} : { name }) },
            pageOf(query),
          )
        : { total: 0, rows: [] };
    const entities = await Promise.all(rows.map((record) => toWire(deps, record)));
    return { status: 200, body: toListing({ path: recipientsPath, query, entities, total }) };
  }),
  handle(routingOperations.getRoutingMessageRecipient, async ({ principal, params }) => ({
    status: 200,
    body: await toWire(deps, await readIntegration(deps, principal.org, params.recipientId)),
  })),
  handle(routingOperations.putRoutingMessageRecipient, async (call) => {
    const { principal, params, body } = call;
    const record = await readIntegration(deps, principal.org, params.recipientId);
    const flow = await checkedFlow(deps, principal.org, body.flow?.id);
    const [from, to] = [await flowName(deps, record), await flowName(deps, { ...record, flow })];
    const changed = await changeIntegration(deps, record, {
      change: (current) => ({
        ...current,
        flow,
        recipientModifiedAt: deps.clock.now(),
        recipientModifiedBy: actorId(principal),
      }),
      note: (tx) =>
        noteChange(deps, tx, {
          by: call,
          action: 'update',
          entity: { type: 'recipient', id: record.id, name: record.name },
          changes: changesBetween({ flow: from }, { flow: to }),
        }),
    });
    return { status: 200, body: await toWire(deps, changed) };
  }),
];
