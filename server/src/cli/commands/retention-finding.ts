import { type ConnectionSettings, createDatabase, silentLog } from '@tandem/kit';
import { schemasOf } from '../../compose/databases.ts';
import type { ServerSettings } from '../../settings.ts';

type Run = {
  readonly name: string;
  readonly started: Date;
  readonly finished: Date | null;
  readonly removed: number;
};

const runsOf = async (connection: ConnectionSettings, schema: string): Promise<Run[]> => {
  const db = createDatabase({ connection, schema, log: silentLog, max: 1 });
  try {
    return await db.query<Run>(
      'select name, started_at as started, finished_at as finished, removed from retention_run order by name',
    );
  } catch {
    // The table comes with a migration that may be missing still; that is another finding.
    return [];
  } finally {
    await db.close();
  }
};

const toText = ({ name, started, finished, removed }: Run) =>
  `${name} ${finished ? finished.toISOString() : `begun ${started.toISOString()}, not finished`}, ${removed} removed`;

/** When what was old was last removed, and how much of it. */
export const retentionText = async (
  settings: ServerSettings,
  connection: ConnectionSettings,
): Promise<string> => {
  const days = [
    ...[settings.TANDEM_RETENTION_DAYS, settings.TANDEM_AUDIT_RETENTION_DAYS],
    settings.TANDEM_DEAD_LETTER_DAYS,
  ];
  if (days.every((number) => number === 0)) return 'off, everything is kept';
  const runs: Run[] = [];
  for (const schema of schemasOf(settings.TANDEM_HALVES))
    runs.push(...(await runsOf(connection, schema)));
  return runs.length === 0 ? 'not run yet' : runs.map(toText).join('; ');
};
