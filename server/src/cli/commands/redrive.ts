import { gatewayQueueNames } from '@tandem/gateway';
import { type Database, systemClock, type Transaction } from '@tandem/kit';
import { type DeadLetter, listDeadLetters, redrive } from '@tandem/lanes';
import { lockThreads, platformQueueNames } from '@tandem/platform';
import type { Half } from '../../settings.ts';
import { type Command, UsageError } from '../command.ts';
import { chooseOrganisation, withCore } from '../core-session.ts';

const chunkRows = 500;

/** Every dead letter that waits, oldest first, so that lanes get theirs in order. */
const allDeadLetters = async (
  db: Database,
  filter: { org: string; queue?: string },
): Promise<DeadLetter[]> => {
  const { total } = await listDeadLetters(db, filter, { pageSize: 1, pageNumber: 1 });
  const { letters } = await listDeadLetters(db, filter, {
    pageSize: Math.max(1, total),
    pageNumber: 1,
  });
  return [...letters].sort((a, b) => a.id - b.id);
};

/** Takes the locks that every writer of these lanes takes, in ascending order. */
const lockLanes: Readonly<
  Record<Half, (tx: Transaction, lanes: readonly number[]) => Promise<unknown>>
> = {
  platform: lockThreads,
  gateway: (tx, lanes) =>
    tx.query('select 1 from session where id = any ($1::bigint[]) order by id for update', [lanes]),
};

const queueNames: Readonly<Record<Half, readonly string[]>> = {
  platform: platformQueueNames,
  gateway: gatewayQueueNames,
};

/** @throws UsageError for a queue that the half does not have: nothing would be sent, and that would look well. */
const requireQueue = (half: Half, queue: string | undefined) => {
  if (queue === undefined || queueNames[half].includes(queue)) return;
  throw new UsageError(
    `The ${half} has no queue "${queue}". There is: ${queueNames[half].join(', ')}.`,
  );
};

/** The running nodes find the work when they poll. */
const redriveChunk = (
  db: Database,
  { half, org, letters }: { half: Half; org: string; letters: readonly DeadLetter[] },
) =>
  db.transaction(async (tx) => {
    await lockLanes[half](
      tx,
      [...new Set(letters.map(({ lane }) => lane))].sort((a, b) => a - b),
    );
    await redrive(tx, { org, ids: letters.map(({ id }) => id), clock: systemClock });
  });

export const redriveCommand: Command = {
  name: 'redrive',
  summary: 'send dead letters again',
  usage:
    'redrive --half <platform|gateway> [--queue <queue>] [--org <id or short name>] [--dry-run]',
  help: `
Puts dead letters back into their lanes, in order for each conversation. A message that is sent again keeps its id and
its time and is marked late. Fix the cause first; the console's Monitor shows the reason of each and redrives singly.

  npx tandem redrive --half platform --dry-run
  npx tandem redrive --half platform --queue delivery

Queues of the platform: ${platformQueueNames.join(', ')}
Queues of the gateway: ${gatewayQueueNames.join(', ')}`,
  options: {
    half: {
      type: 'string',
      value: 'half',
      doc: 'platform (webhooks) or gateway (to the contact centre); required',
    },
    queue: { type: 'string', value: 'queue', doc: 'only dead letters of this queue' },
    org: { type: 'string', value: 'org', doc: 'organisation, when there are several' },
    'dry-run': { type: 'boolean', doc: 'only say how many there are' },
  },
  async run(run) {
    const { options, out, err } = run;
    const { half, queue, org: named } = options as Record<string, string | undefined>;
    if (half !== 'platform' && half !== 'gateway')
      throw new UsageError('Give --half platform or --half gateway. See: tandem redrive --help');
    requireQueue(half, queue);
    return withCore(run, async (core, { databases, settings }) => {
      if (!settings.TANDEM_HALVES.includes(half)) {
        err(
          `This installation has no ${half}: TANDEM_HALVES is ${settings.TANDEM_HALVES.join(',')}.`,
        );
        return 1;
      }
      const org = await chooseOrganisation(core, named, err);
      if (!org) return 1;
      const db = databases[half];
      const letters = await allDeadLetters(db, { org, ...(queue ? { queue } : {}) });
      for (let at = 0; at < letters.length && !options['dry-run']; at += chunkRows) {
        await redriveChunk(db, { half, org, letters: letters.slice(at, at + chunkRows) });
        err(`${Math.min(at + chunkRows, letters.length)} of ${letters.length} …`);
      }
      const total = letters.length;
      out(
        options['dry-run']
          ? `${total} dead letters would be sent again.`
          : `${total} dead letters are sent again.`,
      );
      return 0;
    });
  },
};
