import { createDatabase, silentLog, systemClock } from '@tandem/kit';
import { testConnection } from '@tandem/kit/testing';
import { freeDeadNodes } from '@tandem/lanes';
import { startNode } from './bus.fixture.ts';
import { driverOf, outgoing } from './bus-world.fixture.ts';

/**
 * A node as a process of its own, to be killed: hands `count` events of four keys over in calls of 25, as a destination
 * does that begins anew, and delivers until it is ended.
 */
const [database = '', nodeId = '', count = '0'] = process.argv.slice(2);
const connection = { ...testConnection(), database };
const db = createDatabase({ connection, schema: 'tandem', log: silentLog, max: 5 });
await freeDeadNodes(db);
const node = await startNode(db, { nodeId, clock: systemClock });
const driver = driverOf(node);
for (let from = 0; from < Number(count); from += 25) {
  const events = Array.from({ length: 25 }, (_, at) => from + at);
  await driver.send(events.map((n) => outgoing(n, { key: `key ${n % 4}` })));
}
process.stdout.write('sent\n');
