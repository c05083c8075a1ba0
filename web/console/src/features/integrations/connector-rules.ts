import type { ReplyOf } from '#src/api/operations.ts';

export type BotList = ReplyOf<'GET /api/v2/integrations/botconnector/{integrationId}/bots'>;
type Bot = BotList['chatBots'][number];
type Version = Bot['versions'][number];

const SEPARATOR = ';';

const parts = (text: string, by: string | RegExp): string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** One line for each version of each bot: name, version, intents. */
export const linesOf = ({ chatBots }: BotList): string =>
  chatBots
    .flatMap(({ id, name, versions }) =>
      versions.map(({ version, intents }) =>
        [name || id, version, intents.map((intent) => intent.name).join(', ')].join(
          `${SEPARATOR} `,
        ),
      ),
    )
    .join('\n');

type Line = { readonly name: string; readonly version: string; readonly intents: string[] };

const lineOf = (text: string): Line | null => {
  const [name = '', version = '', intents = '', ...more] = text
    .split(SEPARATOR)
    .map((part) => part.trim());
  if (name === '' || version === '' || more.length > 0) return null;
  return { name, version, intents: parts(intents, ',') };
};

/** Number of the first line that names no bot and version, from 1; null: all do. */
export const wrongLine = (text: string): number | null => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.trim() !== '' && lineOf(line) === null);
  return at === -1 ? null : at + 1;
};

const sameBot =
  (name: string) =>
  (bot: Bot): boolean =>
    (bot.name || bot.id) === name;

/** The version as it is listed now, with the intents of the line: slots of those that stay are kept. */
const versionOf = (known: Bot | undefined, { version, intents }: Line): Version => {
  const before = known?.versions.find((one) => one.version === version);
  return {
    version,
    supportedLanguages: before?.supportedLanguages ?? ['en-us'],
    intents: intents.map(
      (name) => before?.intents.find((intent) => intent.name === name) ?? { name },
    ),
  };
};

/** The list that the lines mean; what a line does not say stays as it is listed now. */
export const listOfLines = (text: string, before: BotList): BotList => {
  const lines = parts(text, '\n').flatMap((line) => lineOf(line) ?? []);
  const names = [...new Set(lines.map(({ name }) => name))];
  return {
    chatBots: names.map((name) => {
      const known = before.chatBots.find(sameBot(name));
      const versions = lines
        .filter((line) => line.name === name)
        .map((line) => versionOf(known, line));
      return { id: known?.id ?? name, name, versions };
    }),
  };
};
