import type { Transaction } from '@tandem/kit';
import type { HeldFlow, ThreadChange } from '../conversations/index.ts';
import type { StoredThread } from '../threads/index.ts';
import type { Sealer } from './messaging.deps.ts';

/** What the sealed state of a run is bound to. */
export const stateContext = (run: string): string => `message-flow/${run}/state`;

type Row = { readonly run: string; readonly org: string; readonly sealed: Buffer };

const openHeld = async (sealer: Sealer, { run, org, sealed }: Row): Promise<HeldFlow> =>
  JSON.parse(await sealer.open(org, stateContext(run), sealed)) as HeldFlow;

const rowsOf = (tx: Pick<Transaction, 'query'>, runs: readonly string[]): Promise<Row[]> =>
  tx.query<Row>('select run, org, sealed from flow_run_secret where run = any ($1::uuid[])', [
    runs,
  ]);

/** State of one run as it is sealed; null when it is over. */
export const readSealed = async (
  db: Pick<Transaction, 'query'>,
  sealer: Sealer,
  run: string,
): Promise<HeldFlow | null> => {
  const [row] = await rowsOf(db, [run]);
  return row ? openHeld(sealer, row) : null;
};

/**
 * Threads with the states of their runs, opened where they are sealed. Keys are in memory after the first use, so
 * nothing is waited for in the transaction.
 */
export const openStates = async (
  tx: Transaction,
  sealer: Sealer,
  threads: ReadonlyMap<number, StoredThread>,
): Promise<ReadonlyMap<number, StoredThread>> => {
  const runs = [...threads.values()].flatMap(({ state }) =>
    state?.flow?.secure && !state.flow.held ? [state.flow.run] : [],
  );
  if (runs.length === 0) return threads;
  const held = new Map(
    await Promise.all(
      (await rowsOf(tx, runs)).map(async (row) => [row.run, await openHeld(sealer, row)] as const),
    ),
  );
  const opened = [...threads].map(([id, thread]): [number, StoredThread] => {
    const flow = thread.state?.flow;
    const state = flow && held.get(flow.run);
    if (!flow || !state || !thread.state) return [id, thread];
    return [id, { ...thread, state: { ...thread.state, flow: { ...flow, held: state } } }];
  });
  return new Map(opened);
};

const hasOpenSecrets = ({ after: { flow } }: ThreadChange): boolean =>
  flow?.secure === true && flow.held !== null;

const sealState = async (sealer: Sealer, change: ThreadChange): Promise<ThreadChange> => {
  const { flow, org } = change.after;
  if (!flow || !hasOpenSecrets(change)) return change;
  const sealed = await sealer.seal(org, stateContext(flow.run), JSON.stringify(flow.held));
  return { ...change, sealedFlow: { run: flow.run, sealed } };
};

/** Changes with the states of their runs sealed, where they have to be. */
export const sealStates = async (
  sealer: Sealer,
  changes: readonly ThreadChange[],
): Promise<readonly ThreadChange[]> =>
  changes.some(hasOpenSecrets)
    ? Promise.all(changes.map((change) => sealState(sealer, change)))
    : changes;
