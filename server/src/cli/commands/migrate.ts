import type { Command } from '../command.ts';
import { withSession } from '../session.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the database up to date',
  usage: 'migrate',
  help: `
Applies the migrations that are missing and says which. "start" does the same by itself; run this first when several
nodes share one database and you want the change made once, before they start.`,
  options: {},
  run: (run) =>
    withSession(
      run,
      async ({ settings }) => {
        run.out(`The database is up to date (${settings.TANDEM_HALVES.join(', ')}).`);
        return 0;
      },
      { creates: true },
    ),
};
