import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type CommandRun, UsageError } from './command.ts';

/** A terminal that shows nothing of what is typed. */
const mute = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** One line of standard input: piped, or typed without being shown. @throws UsageError when there is none */
export const readSecretLine = async (
  { input, err }: Pick<CommandRun, 'input' | 'err'>,
  question: string,
): Promise<string> => {
  if (!input) throw new UsageError('There is no standard input to read from.');
  const isTyped = input.isTTY === true;
  if (isTyped) err(question);
  const lines = createInterface({
    input,
    terminal: isTyped,
    ...(isTyped ? { output: mute() } : {}),
  });
  try {
    for await (const line of lines) if (line) return line;
    throw new UsageError('Standard input is empty.');
  } finally {
    lines.close();
  }
};
