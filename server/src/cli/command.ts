import { type ParseArgsConfig, parseArgs } from 'node:util';

export type CommandOption = {
  readonly type: 'string' | 'boolean';
  readonly doc: string;
  /** Shown in help as `--name <value>`. */
  readonly value?: string;
};

export type CommandRun = {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Standard input; a command that asks for nothing leaves it alone. */
  readonly input?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Result lines; progress and problems go to `err`. */
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
};

/** One verb of the command line. `run` answers the exit code. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** What it does, when to use it, an example: what `--help` prints below the usage. */
  readonly help: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly positionals?: boolean;
  readonly run: (run: CommandRun) => Promise<number>;
};

/** A mistake of the caller: one line, exit code 2. */
export class UsageError extends Error {}

export const parseCommandLine = (command: Command, args: readonly string[]) => {
  const options: ParseArgsConfig['options'] = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { type }] of Object.entries(command.options)) options[name] = { type };
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: command.positionals ?? false,
    });
    return { options: values as CommandRun['options'], positionals };
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. To ')[0]}. See: tandem ${command.name} --help`,
    );
  }
};

export const commandHelp = (command: Command): string => {
  const rows = Object.entries(command.options).map(
    ([name, { value, doc }]) => [`  --${name}${value ? ` <${value}>` : ''}`, doc] as const,
  );
  const width = Math.max(0, ...rows.map(([left]) => left.length)) + 2;
  const table = rows.map(([left, doc]) => `${left.padEnd(width)}${doc}`).join('\n');
  return [
    `Usage: tandem ${command.usage}`,
    '',
    command.help.trim(),
    ...(table ? ['', 'Options:', table] : []),
  ].join('\n');
};
