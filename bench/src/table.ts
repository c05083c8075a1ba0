import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Row = { readonly what: string; readonly measured: string; readonly goal: string };

/** A duration as the table shows it. */
export const ms = (value: number): string =>
  `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

const readme = fileURLToPath(new URL('../../README.md', import.meta.url));
const between = /<!-- bench -->[\s\S]*<!-- \/bench -->/;

export const toMarkdown = (rows: readonly Row[], footer: string): string =>
  [
    '| what | measured | goal |',
    '|---|---|---|',
    ...rows.map(({ what, measured, goal }) => `| ${what} | ${measured} | ${goal} |`),
    '',
    footer,
  ].join('\n');

/** Puts the table between the marks of the README. */
export const keepInReadme = (markdown: string): void => {
  const text = readFileSync(readme, 'utf8');
  writeFileSync(readme, text.replace(between, `<!-- bench -->\n${markdown}\n<!-- /bench -->`));
};
