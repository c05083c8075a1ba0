import type { Clock, Database } from '@tandem/kit';
import { derivedUuid } from '@tandem/kit';

/** What the demo's contact centre consists of. */
export const demoContactCentre = {
  queue: 'Support',
  wrapupCodes: ['Resolved', 'Follow-up needed', 'No answer'],
  skills: ['Billing', 'Technical'],
  languages: ['English', 'German', 'Turkish'],
} as const;

export type DemoIds = {
  readonly queueId: string;
  readonly wrapupCodeIds: readonly string[];
  readonly skillIds: readonly string[];
  readonly languageIds: readonly string[];
};

const named = (org: string, kind: string, names: readonly string[]) =>
  names.map((name) => ({ id: derivedUuid('demo', org, kind, name), name }));

/**
 * Makes the queue, wrap-up codes, skills and languages of the demo, with the users as members. Safe to run again: what
 * has the same name stays as it is. Nobody is put on queue.
 */
export const seedDemo = async (
  { db, clock }: { readonly db: Database; readonly clock: Pick<Clock, 'now'> },
  { org, userIds }: { readonly org: string; readonly userIds: readonly string[] },
): Promise<DemoIds> => {
  const at = clock.now();
  const codes = named(org, 'wrapup', demoContactCentre.wrapupCodes);
  const abilities = [
    ...named(org, 'skill', demoContactCentre.skills).map((a) => ({ ...a, kind: 'skill' })),
    ...named(org, 'language', demoContactCentre.languages).map((a) => ({ ...a, kind: 'language' })),
  ];
  return db.transaction(async (tx) => {
    await tx.query(
      `insert into queue (id, org, name, doc, created_at, modified_at) values ($1, $2, $3, '{}', $4, $4)
       on conflict (org, lower(name)) do nothing`,
      [derivedUuid('demo', org, 'queue'), org, demoContactCentre.queue, at],
    );
    const [queue] = await tx.query<{ id: string }>(
      'select id from queue where org = $1 and lower(name) = lower($2)',
      [org, demoContactCentre.queue],
    );
    const queueId = queue?.id as string;
    await tx.query(
      `insert into queue_member (org, queue, user_id, added_at) select $1, $2, u, $4 from unnest($3::uuid[]) u
       on conflict do nothing`,
      [org, queueId, userIds, at],
    );
    await tx.query(
      `insert into wrapup_code (id, org, name, created_at, modified_at)
       select c.id, $1, c.name, $4, $4 from unnest($2::uuid[], $3::text[]) c(id, name)
       on conflict (org, lower(name)) do nothing`,
      [org, codes.map(({ id }) => id), codes.map(({ name }) => name), at],
    );
    const codeRows = await tx.query<{ code: string }>(
      `insert into queue_wrapup_code (org, queue, code)
       select $1, $2, c.id from wrapup_code c where c.org = $1 and c.name = any ($3)
       on conflict (queue, code) do update set org = excluded.org returning code`,
      [org, queueId, codes.map(({ name }) => name)],
    );
    const abilityRows = await tx.query<{ id: string; kind: string }>(
      `insert into ability as a (id, org, kind, name, modified_at)
       select n.id, $1, n.kind, n.name, $5 from unnest($2::uuid[], $3::text[], $4::text[]) n(id, kind, name)
       on conflict (org, kind, lower(name)) do update set name = a.name returning a.id, a.kind`,
      [
        org,
        abilities.map(({ id }) => id),
        abilities.map(({ kind }) => kind),
        abilities.map(({ name }) => name),
        at,
      ],
    );
    const ofKind = (kind: string) => abilityRows.filter((a) => a.kind === kind).map(({ id }) => id);
    return {
      queueId,
      wrapupCodeIds: codeRows.map(({ code }) => code),
      skillIds: ofKind('skill'),
      languageIds: ofKind('language'),
    };
  });
};
