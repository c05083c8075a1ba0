import { transactionsAhead } from '@tandem/events';
import { type ConnectionSettings, createDatabase, silentLog } from '@tandem/kit';
import type { ServerSettings } from '../../settings.ts';
import type { Finding } from './finding.ts';

const name = 'event log';

/** Whether the log of events fits the cluster that it is in. */
export const eventLogFinding = async (
  { TANDEM_HALVES }: ServerSettings,
  connection: ConnectionSettings,
): Promise<readonly Finding[]> => {
  if (!TANDEM_HALVES.includes('platform')) return [];
  const db = createDatabase({ connection, schema: 'platform', log: silentLog, max: 1 });
  try {
    const ahead = await transactionsAhead(db);
    if (ahead === 0) return [{ name, state: 'ok', what: 'fits the database' }];
    return [
      {
        ...{ name, state: 'problem' },
        what: `ahead of the database by ${ahead} transactions: no events are sent until it has caught up`,
        advice:
          'It was restored into another cluster. Move data with "npx tandem export" and "npx tandem import", which number it anew, or raise the counter of the stopped cluster (pg_resetwal --next-transaction-id, --epoch).',
      },
    ];
  } catch {
    // The tables come with migrations that may be missing still; that is another finding.
    return [];
  } finally {
    await db.close();
  }
};
