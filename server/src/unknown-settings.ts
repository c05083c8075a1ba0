import { settings } from './settings.ts';

const prefix = 'TANDEM_';
/** Variables of the environment for flows and secrets, and what only tests read. */
const others = ['TANDEM_VAR_', 'TANDEM_TEST_'];

/** How many letters of two names are the same from the beginning. */
const alike = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
};

const nearestTo = (name: string, known: readonly string[]): string | undefined => {
  const [best] = known.toSorted((a, b) => alike(b, name) - alike(a, name));
  // Beyond the prefix and a few letters, else it is no likeness.
  return best !== undefined && alike(best, name) >= prefix.length + 3 ? best : undefined;
};

/** Settings that are given and that nobody reads, each as a line for the operator: a misspelt one would stay unnoticed. */
export const unknownSettings = (env: NodeJS.ProcessEnv): readonly string[] => {
  const known = Object.keys(settings);
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .filter((name) => !others.some((other) => name.startsWith(other)))
    .sort()
    .map((name) => {
      const near = nearestTo(name, known);
      return `${name} is no setting and is not used.${near ? ` Did you mean ${near}?` : ''}`;
    });
};
