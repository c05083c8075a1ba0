import type { ReplyOf } from '#src/api/operations.ts';

export type Entry = ReplyOf<'GET /tandem/audit'>['entities'][number];

/** Names with dots become one word: `grants.add` → `grantsAdd`, as the texts are called. */
export const textKeyOf = (name: string): string =>
  name.replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());

const olderNames: Readonly<Record<string, string>> = { add: 'create', edit: 'update' };

/** Entries from before actions had one name each say `flow.publish` or `recipient.edit`. */
export const actionKeyOf = ({ action, entity }: Pick<Entry, 'action' | 'entity'>): string => {
  const short = action.startsWith(`${entity.type}.`)
    ? action.slice(entity.type.length + 1)
    : action;
  return textKeyOf(olderNames[short] ?? short);
};

/** What the deed was done to, in words; what has no name is told by the beginning of its id. */
export const thingOf = ({ entity }: Pick<Entry, 'entity'>): string =>
  entity.name ?? (entity.type === 'user' ? '' : (entity.id ?? '').slice(0, 8));

/** Who did it, where there is no name: what nobody signed in for was done at the command line or by the set-up,
 * but for what Tandem does by itself. */
export const actorKeyOf = ({
  actor,
  action,
}: Pick<Entry, 'actor' | 'action'>): 'user' | 'client' | 'system' | 'operator' =>
  actor.kind === 'system' && !action.startsWith('signIn') && action !== 'use'
    ? 'operator'
    : actor.kind;

/** Fields whose values are words of the wire, not what somebody typed. */
const CHOICES: readonly string[] = [
  ...['state', 'status', 'provider', 'grant', 'sharing', 'clientAuthentication', 'access'],
  ...['insecureStrings', 'acwSettings.wrapupPrompt'],
];

/** Under which name a value has words of its own; null: it is shown as it is. */
export const valueKeyOf = (field: string, value: unknown): string | null =>
  typeof value === 'string' && CHOICES.includes(field) ? textKeyOf(value) : null;

/** A secret that was changed: neither the old nor the new value is kept. */
export const isHidden = (change: { readonly from?: unknown; readonly to?: unknown }): boolean =>
  change.from === undefined && change.to === undefined;

export type AuditFilter = {
  readonly entityType: string;
  readonly actorId: string;
  /** Days, as `2026-03-01`; the last one is included. */
  readonly from: string;
  readonly to: string;
};

export const noFilter: AuditFilter = { entityType: '', actorId: '', from: '', to: '' };

/** Midnight of the viewer's day, `daysLater` days on. */
const midnight = (day: string, daysLater = 0): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
};

/** The filter as the operation asks for it. */
export const filterQuery = ({ entityType, actorId, from, to }: AuditFilter) => ({
  entityType: entityType || undefined,
  actorId: actorId || undefined,
  from: from ? midnight(from) : undefined,
  to: to ? midnight(to, 1) : undefined,
});
