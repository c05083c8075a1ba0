import type { AuditChange } from '@tandem/contract';
import type { Fields } from '@tandem/kit';
import type { Endpoint, EndpointPartConfig } from './endpoints.model.ts';

/** An address may hold a password or a token: neither belongs into a log. */
const shown = (value: unknown): unknown => {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value) || !URL.canParse(value))
    return value;
  const url = new URL(value);
  if (!url.username && !url.password && !url.search) return value;
  return `${url.origin}${url.pathname}`;
};

/** The settings of a part as the audit log shows them. */
export const partFields = (name: string, part: EndpointPartConfig | null) => ({
  [name]: part?.kind ?? null,
  ...Object.fromEntries(
    Object.entries(part?.settings ?? {}).map(([key, value]) => [`${name}.${key}`, shown(value)]),
  ),
});

const fieldsOf = (endpoint: Endpoint): Readonly<Record<string, unknown>> => ({
  name: endpoint.name,
  locale: endpoint.locale,
  active: endpoint.active,
  uploadBytes: endpoint.uploadBytes,
  ...partFields('bot', endpoint.bot),
  ...partFields('handover', endpoint.handover),
  ...(endpoint.identity ? partFields('identity', endpoint.identity) : {}),
  ...Object.fromEntries(
    Object.entries(endpoint.widget).map(([key, value]) => [`widget.${key}`, value]),
  ),
});

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const namesOf = (...records: readonly object[]) => [
  ...new Set(records.flatMap((record) => Object.keys(record))),
];

type Held = Pick<Endpoint, 'secrets' | 'secretSources'>;

/** Secrets are named, never shown: an entry without values says that one was given, replaced or removed. */
const secretChanges = (before: Held | null, after: Held) => {
  const all = (held: Held | null): Readonly<Record<string, unknown>> => ({
    ...held?.secrets,
    ...held?.secretSources,
  });
  const [old, now] = [all(before), all(after)];
  return namesOf(old, now)
    .filter((name) => !same(old[name], now[name]))
    .map((name) => [name, {}] as const);
};

/** What is different in what holds settings and secrets. `before` null: everything is new. */
export const heldChanges = (
  before: { readonly held: Held; readonly fields: Fields } | null,
  after: { readonly held: Held; readonly fields: Fields },
): Readonly<Record<string, AuditChange>> => {
  const old = before?.fields ?? {};
  const now = after.fields;
  const fields = namesOf(old, now)
    .filter((name) => !same(old[name] ?? null, now[name] ?? null))
    .map((name) => {
      const to = { to: now[name] ?? null };
      return [name, before ? { from: old[name] ?? null, ...to } : to] as const;
    });
  return Object.fromEntries([...fields, ...secretChanges(before?.held ?? null, after.held)]);
};

/** What an administrator changed, for the audit log. `before` null: everything is new. */
export const endpointChanges = (
  before: Endpoint | null,
  after: Endpoint,
): Readonly<Record<string, AuditChange>> =>
  heldChanges(before && { held: before, fields: fieldsOf(before) }, {
    held: after,
    fields: fieldsOf(after),
  });
