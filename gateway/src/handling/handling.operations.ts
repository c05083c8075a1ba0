import {
  type AuditNote,
  type Call,
  type EndpointHandling,
  gatewayOperations,
  type Handler,
  handle,
  type Principal,
} from '@tandem/contract';
import type { Clock, Database, Queryable } from '@tandem/kit';
import { isOpen, isTimeZone } from '../hours/index.ts';
import { handlingErrors } from './handling.errors.ts';
import { endpointFields } from './handling.fields.ts';
import type { Handling } from './handling.model.ts';
import { checkOptions } from './handling.rules.ts';
import { findHandling, saveHandling } from './handling.store.ts';

type Deps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: (tx: Queryable, note: AuditNote) => Promise<void>;
  /** The endpoint of the organisation. Throws where there is none. */
  readonly endpoint: (asked: {
    readonly org: string;
    readonly id: string;
  }) => Promise<{ readonly id: string; readonly name: string }>;
};

const toWire = ({ options, hours }: Handling, now: Date): EndpointHandling => {
  const { open, nextChange } = isOpen(hours, now);
  return {
    options: { ...options },
    hours,
    fields: [...endpointFields],
    open,
    nextChange: nextChange?.toISOString() ?? null,
  };
};

type Changes = NonNullable<AuditNote['changes']>;

const changesOf = (before: Handling, after: Handling): Changes => {
  const named = (prefix: string, values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
  const flat = ({ options, hours }: Handling): Readonly<Record<string, unknown>> => ({
    ...named('handling', { ...options, translations: null }),
    ...Object.assign(
      {},
      ...Object.entries(options.translations ?? {}).map(([tag, texts]) =>
        named(`handling.${tag}`, texts),
      ),
    ),
    hours: hours && JSON.stringify(hours),
  });
  const [old, now] = [flat(before), flat(after)];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
      .map((name) => [name, { from: old[name] ?? null, to: now[name] ?? null }]),
  );
};

const noteOf = (
  { principal, correlationId }: { principal: Principal } & Pick<Call, 'correlationId'>,
  entity: { readonly id: string; readonly name: string },
  changes: Changes,
): AuditNote => ({
  org: principal.org,
  actor: principal.userId
    ? { kind: 'user', id: principal.userId }
    : { kind: 'client', id: principal.clientId },
  correlationId,
  action: 'update',
  entity: { type: 'endpoint', id: entity.id, name: entity.name },
  changes,
});

/** How conversations with agents go at an endpoint. */
export const handlingHandlers = ({ db, clock, audit, endpoint }: Deps): readonly Handler[] => [
  handle(gatewayOperations.getGatewayEndpointHandling, async ({ principal, params }) => {
    const asked = { org: principal.org, id: params.endpointId };
    await endpoint(asked);
    return { status: 200, body: toWire(await findHandling(db, asked), clock.now()) };
  }),
  handle(gatewayOperations.putGatewayEndpointHandling, async (call) => {
    const { principal, params, body } = call;
    const asked = { org: principal.org, id: params.endpointId };
    const found = await endpoint(asked);
    const options = checkOptions(body.options);
    const zone = body.hours?.timeZone;
    if (zone !== undefined && !isTimeZone(zone))
      throw handlingErrors.unknownTimeZone({ name: zone });
    const saved = await db.transaction(async (tx) => {
      const before = await findHandling(tx, asked);
      const after = { options, hours: body.hours === undefined ? before.hours : body.hours };
      await saveHandling(tx, { ...asked, handling: after, at: clock.now() });
      await audit(tx, noteOf(call, found, changesOf(before, after)));
      return after;
    });
    return { status: 200, body: toWire(saved, clock.now()) };
  }),
];
