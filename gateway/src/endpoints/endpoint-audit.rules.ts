import type { AuditChange } from '@tandem/contract';
import type { Endpoint, EndpointPartConfig } from './endpoints.model.ts';

/** An address may hold a password or a token: neither belongs into a log. */
const shown = (value: unknown): unknown => {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value) || !URL.canParse(value))
    return value;
  const url = new URL(value);
  if (!url.username && !url.password && !url.search) return value;
  return `${url.origin}${url.pathname}`;
};

const partFields = (name: string, part: EndpointPartConfig | null) => ({
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
});

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const namesOf = (...records: readonly object[]) => [
  ...new Set(records.flatMap((record) => Object.keys(record))),
];

/** Secrets are named, never shown: an entry without values says that one was given, replaced or removed. */
const secretChanges = (before: Endpoint | null, after: Endpoint) => {
  const all = (endpoint: Endpoint | null): Readonly<Record<string, unknown>> => ({
    ...endpoint?.secrets,
    ...endpoint?.secretSources,
  });
  const [old, now] = [all(before), all(after)];
  return namesOf(old, now)
    .filter((name) => !same(old[name], now[name]))
    .map((name) => [name, {}] as const);
};

/** What an administrator changed, for the audit log. `before` null: everything is new. */
export const endpointChanges = (
  before: Endpoint | null,
  after: Endpoint,
): Readonly<Record<string, AuditChange>> => {
  const old = before ? fieldsOf(before) : {};
  const now = fieldsOf(after);
  const fields = namesOf(old, now)
    .filter((name) => !same(old[name] ?? null, now[name] ?? null))
    .map((name) => {
      const to = { to: now[name] ?? null };
      return [name, before ? { from: old[name] ?? null, ...to } : to] as const;
    });
  return Object.fromEntries([...fields, ...secretChanges(before, after)]);
};
