import type { AuditAction, AuditChange, AuditNote, Principal } from '@tandem/contract';
import type { By, FlowOperationName, FlowRecord } from './library.model.ts';

export const actorId = ({ userId, clientId }: Principal): string => userId ?? clientId;

const actorOf = ({ userId, clientId }: Principal): AuditNote['actor'] =>
  userId ? { kind: 'user', id: userId } : { kind: 'client', id: clientId };

const shown = (flow: FlowRecord): Readonly<Record<string, unknown>> => ({
  name: flow.name,
  description: flow.description,
  division: flow.division,
  active: flow.active,
  publishedVersion: flow.publishedVersion,
  savedVersion: flow.savedVersion,
  ...Object.fromEntries(
    Object.entries(flow.labels).map(([label, version]) => [`labels.${label}`, version]),
  ),
});

/** What differs between two states of a flow, field by field; a missing state: it was not there. */
const changesBetween = (
  before: FlowRecord | null,
  after: FlowRecord | null,
): Readonly<Record<string, AuditChange>> => {
  const [old, now] = [before ? shown(before) : {}, after ? shown(after) : {}];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return Object.fromEntries(
    names
      .map((name) => [name, old[name] ?? null, now[name] ?? null] as const)
      .filter(([, from, to]) => from !== to)
      .map(([name, from, to]) => [
        name,
        { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) },
      ]),
  );
};

/** What the audit log calls an operation. */
export const auditActionOf: Readonly<Record<FlowOperationName, AuditAction>> = {
  CREATE: 'create',
  CHECKIN: 'checkin',
  CHECKOUT: 'checkout',
  DELETE: 'delete',
  PUBLISH: 'publish',
  REVERT: 'revert',
  SAVE: 'save',
  STATE_CHANGE: 'update',
  UPDATE: 'update',
};

/** The entry of the audit log for one change of a flow. */
export const flowNote = (
  { principal, correlationId }: By,
  input: {
    readonly action: AuditAction;
    readonly before: FlowRecord | null;
    readonly after: FlowRecord | null;
  },
): AuditNote => {
  const { action, before, after } = input;
  const { org, id, name } = after ?? (before as FlowRecord);
  return {
    org,
    actor: actorOf(principal),
    correlationId,
    action,
    entity: { type: 'flow', id, name },
    changes: changesBetween(before, after),
  };
};
