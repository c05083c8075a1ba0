import type { Command } from './command.ts';
import { clientCreateCommand } from './commands/client-create.ts';
import { doctorCommand } from './commands/doctor.ts';
import { migrateCommand } from './commands/migrate.ts';
import { orgCreateCommand } from './commands/org-create.ts';
import { redriveCommand } from './commands/redrive.ts';
import { rotateKeysCommand } from './commands/rotate-keys.ts';
import { seedCommand } from './commands/seed.ts';
import { startCommand } from './commands/start.ts';
import { stopCommand } from './commands/stop.ts';
import { exportCommand, importCommand } from './commands/transfer.ts';
import { userPasswordCommand } from './commands/user-password.ts';

/** Every verb, in the order in which help lists them. */
export const commands: readonly Command[] = [
  startCommand,
  stopCommand,
  doctorCommand,
  migrateCommand,
  seedCommand,
  exportCommand,
  importCommand,
  redriveCommand,
  rotateKeysCommand,
  orgCreateCommand,
  clientCreateCommand,
  userPasswordCommand,
];
