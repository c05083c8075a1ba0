import { isDatabaseUnavailable, PublicError, SettingError } from '@tandem/kit';
import { RootKeyError } from '@tandem/vault';
import {
  type Command,
  type CommandRun,
  commandHelp,
  parseCommandLine,
  UsageError,
} from './command.ts';
import { commands } from './commands.ts';

const overview = () => {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 3;
  return [
    'Tandem: bots and human agents in one conversation, on the Genesys wire.',
    '',
    'Usage: tandem <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'tandem <command> --help explains a command. Settings are environment variables: docs/settings.md.',
  ].join('\n');
};

/** The command whose words begin the arguments; commands of two words first. */
const find = (
  args: readonly string[],
): { command: Command; rest: readonly string[] } | undefined => {
  for (const words of [2, 1]) {
    const command = commands.find(({ name }) => name === args.slice(0, words).join(' '));
    if (command) return { command, rest: args.slice(words) };
  }
  return undefined;
};

/** Errors whose message is one line for the operator. */
const expected = [PublicError, SettingError, UsageError, RootKeyError];

/** Known failures of the machine that deserve one plain line instead of a stack. */
const operatorLine = (error: unknown): string | undefined => {
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message;
  if (isDatabaseUnavailable(error)) return `${(error as Error).message}. Check DATABASE_URL.`;
  const { code, message, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (code === 'ENOENT' && (error as NodeJS.ErrnoException).syscall === 'open')
    return `There is no file ${(error as NodeJS.ErrnoException).path}.`;
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use. Stop the other program or choose another port: PORT=8081 npm start`;
  if (code === 'EACCES' && port)
    return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=8080 npm start`;
  if (code && ['28P01', '28000', '3D000', '42501'].includes(code))
    return `The database refuses Tandem: ${message}. Check DATABASE_URL.`;
  return undefined;
};

/** Runs one command line; answers the exit code. */
export const runCommandLine = async (
  args: readonly string[],
  io: Pick<CommandRun, 'env' | 'out' | 'err'>,
): Promise<number> => {
  const found = find(args);
  if (!found) {
    const asked = args.length === 0 || ['--help', '-h', 'help'].includes(args[0] as string);
    (asked ? io.out : io.err)(
      asked ? overview() : `Unknown command "${args.join(' ')}".\n\n${overview()}`,
    );
    return asked ? 0 : 2;
  }
  try {
    const { options, positionals } = parseCommandLine(found.command, found.rest);
    if (options['help']) {
      io.out(commandHelp(found.command));
      return 0;
    }
    return await found.command.run({ options, positionals, ...io });
  } catch (error) {
    const line = operatorLine(error);
    io.err(line ?? (error as Error).stack ?? String(error));
    return error instanceof UsageError ? 2 : 1;
  }
};
