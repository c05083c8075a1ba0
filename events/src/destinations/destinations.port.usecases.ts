import type { Queryable, Transaction } from '@tandem/kit';
import { isUuid } from '@tandem/kit';
import type { DestinationPort, PutDestination } from './destination.port.ts';
import type { DestinationRecord } from './destination.types.ts';
import { secretColumns, storedSecrets } from './destination-secrets.usecases.ts';
import type { DestinationDeps } from './destinations.deps.ts';
import { destinationErrors } from './destinations.errors.ts';
import { checkSettings } from './settings.rules.ts';
import { settled } from './settled.usecase.ts';
import { cursorAt } from './start-position.usecase.ts';
import {
  dropFarewells,
  findDestination,
  insertDestination,
  insertFarewell,
  removeDestination,
  setRunState,
  setTopics,
  updateDestination,
} from './store/index.ts';

/** Tells the senders of all nodes, when the transaction is committed. */
export const tellSenders = (tx: Queryable, id: string): Promise<unknown> =>
  tx.query("select pg_notify(current_schema() || '_destination', $1)", [id]);

/** What its driver has made at the other side is to be removed. */
const leave = async (deps: DestinationDeps, tx: Transaction, gone: DestinationRecord) => {
  const { kinds, ids, clock } = deps;
  if (!kinds.find(gone.kind)?.makesSource) return;
  await insertFarewell(tx, { id: ids.uuid(), at: clock.now(), gone });
};

const put = async (deps: DestinationDeps, given: PutDestination, tx: Transaction) => {
  const { id, org, topics, source } = given;
  const before = await findDestination(tx, org, id);
  const kind = deps.kinds.require(given.kind);
  const secrets = given.secrets ?? (before ? storedSecrets(before) : {});
  const { settings: asked } = given;
  const { region } = source;
  const names = Object.keys(secrets);
  const settings = checkSettings(kind, { settings: asked, secrets: names, region, org });
  const now = deps.clock.now();
  const destination = {
    ...{ id, org, kind: given.kind, name: given.name, settings, ...secretColumns(secrets) },
    ...{ topics: [...new Set(topics)], source, managed: true, modifiedAt: now },
    envelope: given.envelope ?? before?.envelope ?? kind.envelopes[0] ?? 'native',
    state: before?.state ?? ('paused' as const),
    createdAt: before?.createdAt ?? now,
    cursor: before?.cursor ?? (await cursorAt(tx, org, given.start ?? { kind: 'now' })),
  };
  const startsNow = (given.start ?? { kind: 'now' }).kind === 'now';
  const isKept =
    before?.kind === given.kind &&
    before.source.name === source.name &&
    before.source.account === source.account &&
    before.source.region === source.region;
  if (before && !isKept) await leave(deps, tx, before);
  if (kind.makesSource) await dropFarewells(tx, { org, source });
  if (!before) await insertDestination(tx, destination, { startsNow });
  else if ((await updateDestination(tx, destination, null)) !== 'done')
    throw destinationErrors.changedMeanwhile();
  await tellSenders(tx, id);
};

type Hear = Parameters<DestinationPort['onReported']>[0];

/** What other slices do with destinations of their own. */
export const createDestinationPort = (
  deps: DestinationDeps,
  hearers: Set<{ readonly hear: Hear }>,
): DestinationPort => ({
  put: (given, tx) => put(deps, given, tx),
  async setState(...[id, org, state, tx]: Parameters<DestinationPort['setState']>) {
    const done = await setRunState(tx, { id, org, state, at: deps.clock.now() });
    if (done) await tellSenders(tx, id);
  },
  async setTopics(...[id, org, topics, tx]: Parameters<DestinationPort['setTopics']>) {
    await setTopics(tx, { id, org, topics: [...new Set(topics)], at: deps.clock.now() });
    await tellSenders(tx, id);
  },
  async remove(id, org, tx) {
    const gone = isUuid(id) ? await findDestination(tx, org, id) : null;
    if (gone) await leave(deps, tx, gone);
    await removeDestination(tx, org, id);
    await tellSenders(tx, id);
  },
  async settled(id) {
    deps.changed();
    await settled(deps, id);
  },
  async reported(id, org) {
    const found = isUuid(id) ? await findDestination(deps.db, org, id) : null;
    return found?.report ?? null;
  },
  onReported(hear) {
    const entry = { hear };
    hearers.add(entry);
    return () => void hearers.delete(entry);
  },
});
