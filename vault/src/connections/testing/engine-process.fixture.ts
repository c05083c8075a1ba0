import { createDatabase, systemClock } from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { createTestEngine } from './engine.ts';

/** A node of its own, for tests with several and for those that kill one: asks for tokens as it is told. */
const { connection, schema, leaseMs, aheadMs } = JSON.parse(process.argv[2] ?? '{}');
const db = createDatabase({ connection, schema, log: silentLog, max: 5 });
const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + aheadMs) };
const engine = createTestEngine(db, clock, { leaseMs });

type Order = { readonly calls: number; readonly org: string; readonly connection: string };

const one = ({ org, connection: which }: Order) =>
  engine.accessToken(org, which).then(
    ({ token }) => ({ token }),
    (error: { code?: string; message: string }) => ({ error: error.code ?? error.message }),
  );

process.on('message', (order: Order) => {
  void Promise.all(Array.from({ length: order.calls }, () => one(order))).then((answers) =>
    process.send?.(answers),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
