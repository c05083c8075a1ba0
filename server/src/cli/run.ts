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
import { version } from './version.ts';

const summaries = (listed: readonly Command[]): string[] => {
  const width = Math.max(...listed.map(({ name }) => name.length)) + 3;
  return listed.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
};

const overview = () => {
  return [
    'Tandem: bots and human agents in one conversation, on the Genesys wire.',
    '',
    'Usage: tandem <command> [options]',
    '',
    ...summaries(commands),
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

/** Help for the commands that begin with the same word, such as `org`; undefined when none does. */
const groupHelp = (word: string | undefined): string | undefined => {
  const group = commands.filter(({ name }) => name.startsWith(`${word} `));
  if (group.length === 0) return undefined;
  return [
    `Usage: tandem ${word} <command> [options]`,
    '',
    ...summaries(group),
    '',
    `tandem ${word} <command> --help explains a command.`,
  ].join('\n');
};

const isHelp = (word: string | undefined) => ['--help', '-h', 'help'].includes(word ?? '');

/** Where to look: the commands that begin with the same word or the same letters, or the list of all. */
const hint = ([first = '']: readonly string[]): string => {
  const near = commands.filter(
    ({ name }) => name.startsWith(`${first} `) || (first.length > 1 && name.startsWith(first)),
  );
  const names = near.map(({ name }) => name);
  return names.length > 0 ? `There is: ${names.join(', ')}.` : 'See: tandem --help';
};

/** The words before the options; an option where there is no word. */
const namedIn = (args: readonly string[]): string => {
  const at = args.findIndex((word) => word.startsWith('-'));
  return args.slice(0, at < 0 ? args.length : Math.max(1, at)).join(' ');
};

/** Answers what is no command: help that was asked for, the version, or what is wrong with a hint. */
const answerOther = (
  args: readonly string[],
  { out, err }: Pick<CommandRun, 'out' | 'err'>,
): number => {
  const [first, second] = args;
  if (args.length === 0 || isHelp(first)) {
    out(overview());
    return 0;
  }
  if (['--version', '-v', 'version'].includes(first ?? '')) {
    out(version);
    return 0;
  }
  const group = groupHelp(first);
  if (group && isHelp(second)) {
    out(group);
    return 0;
  }
  if (group && second === undefined) err(group);
  else err(`Unknown command "${namedIn(args)}". ${hint(args)}`);
  return 2;
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
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use. Stop the other program or choose another port: PORT=${Number(port) + 1} npm start`;
  if (code === 'EACCES' && port)
    return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=8080 npm start`;
  if (code && ['28P01', '28000', '3D000', '42501'].includes(code))
    return `The database refuses Tandem: ${message}. Check DATABASE_URL.`;
  return fileLine(error);
};

/** What a file could not be used for, by the system's code. */
const fileProblems: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'its file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
};

/** One line about a file that a command was given; undefined when the failure is about something else. */
const fileLine = (error: unknown): string | undefined => {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const problem = fileProblems[code];
  if (!path || !problem || !['open', 'rename', 'access', 'mkdir'].includes(syscall ?? ''))
    return undefined;
  return `${path.replace(/\.partial$/, '')}: ${problem} (${code}).`;
};

/** Runs one command line; answers the exit code. */
export const runCommandLine = async (
  args: readonly string[],
  io: Pick<CommandRun, 'env' | 'input' | 'out' | 'err'>,
): Promise<number> => {
  const found = find(args);
  if (!found) return answerOther(args, io);
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
