import { type ConnectionSettings, createDatabase, silentLog } from '@tandem/kit';
import { schemasOf } from '../../compose/databases.ts';
import type { ServerSettings } from '../../settings.ts';
import type { Finding } from './finding.ts';

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

/** What a run removes, where its name says it to nobody but us. */
const words: Readonly<Record<string, string>> = {
  deadLetters: 'undelivered messages',
  eventDeadLetters: 'undelivered events',
  executions: 'runs of flows',
  laneDeadLetters: 'undelivered messages',
};

const halves: Readonly<Record<string, string>> = {
  core: 'accounts and audit',
  gateway: 'bot side',
  platform: 'contact centre',
};

const minuteOf = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What became of the runs of one half: since when everything old is gone, how much it was, and what is not done. */
export const retentionLine = (half: string, runs: readonly Run[]): string => {
  if (runs.length === 0) return `${half}: not run yet`;
  const done = runs.flatMap(({ finished }) => (finished ? [finished.getTime()] : []));
  const open = runs.filter(({ finished }) => !finished).map(({ name }) => words[name] ?? name);
  const removed = runs.reduce((sum, run) => sum + run.removed, 0);
  return [
    `${half}: ${done.length > 0 ? `last done at ${minuteOf(new Date(Math.min(...done)))}, ` : ''}${removed} removed`,
    ...(open.length > 0 ? [`begun and not done: ${[...new Set(open)].join(', ')}`] : []),
  ].join('; ');
};

/** When what was old was last removed, and how much of it: a line for each half. */
export const retentionFindings = async (
  settings: ServerSettings,
  connection: ConnectionSettings,
): Promise<readonly Finding[]> => {
  const days = [
    ...[settings.TANDEM_RETENTION_DAYS, settings.TANDEM_AUDIT_RETENTION_DAYS],
    settings.TANDEM_DEAD_LETTER_DAYS,
  ];
  const line = (what: string): Finding => ({ name: 'retention', state: 'ok', what });
  if (days.every((number) => number === 0)) return [line('off, everything is kept')];
  const lines: Finding[] = [];
  for (const schema of schemasOf(settings.TANDEM_HALVES))
    lines.push(line(retentionLine(halves[schema] ?? schema, await runsOf(connection, schema))));
  return lines;
};
