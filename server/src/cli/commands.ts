import type { Command } from './command.ts';
import { migrateCommand } from './commands/migrate.ts';
import { startCommand } from './commands/start.ts';
import { stopCommand } from './commands/stop.ts';
import { exportCommand, importCommand } from './commands/transfer.ts';

/** Every verb, in the order in which help lists them. */
export const commands: readonly Command[] = [
  startCommand,
  stopCommand,
  migrateCommand,
  exportCommand,
  importCommand,
];
