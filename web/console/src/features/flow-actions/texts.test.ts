import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#src/i18n/languages.ts';

type Labelled = { readonly name: string; readonly labelKey: string; readonly kind?: string };
type Field = Labelled & {
  readonly choices?: readonly string[];
  readonly section?: string;
  readonly columns?: readonly Field[];
};
type Action = {
  readonly type: string;
  readonly labelKey: string;
  readonly fields: readonly Field[];
  readonly outlets: readonly Labelled[];
  readonly moreOutlets: { readonly outlets?: readonly string[] } | null;
};

// The flow language belongs to another package, which no import of this one may climb into at compile time.
const LANGUAGE = new URL('../../../../../flows/src/index.ts', import.meta.url).href;
const { actionCatalogue, flowKinds } = (await import(LANGUAGE)) as {
  readonly actionCatalogue: (kind: string) => readonly Action[];
  readonly flowKinds: readonly string[];
};
// Options of a handover are those of endpoints as well.
const CONTRACT = new URL('../../../../../contract/src/index.ts', import.meta.url).href;
const { handoverOptions, translationsOption } = (await import(CONTRACT)) as {
  readonly translationsOption: string;
  readonly handoverOptions: readonly { readonly name: string; readonly help?: string }[];
};
const languages = { name: translationsOption, help: 'above' };
const optionKeys = [...handoverOptions, languages].flatMap(({ name, help }) => [
  `flow.field.${name}`,
  ...(help ? [`flow.fieldHelp.${name}`] : []),
]);
const actions = flowKinds.flatMap((kind) => actionCatalogue(kind));
const fields = actions.flatMap((action) =>
  action.fields.flatMap((field) => [field, ...(field.columns ?? [])]),
);
const textsIn = (language: string) =>
  JSON.parse(readFileSync(new URL(`locales/${language}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
const texts = textsIn('en');

/** Choices that are the same in every language. */
const TERMS = /^(?:[A-Z]+|Application\/JSON|GraphQL)$/;

describe('texts of the actions', () => {
  it('name every action and say what it is for', () => {
    const missing = actions.flatMap(({ type, labelKey }) =>
      [labelKey, `flow.help.${type}`].filter((key) => !texts[key]),
    );
    expect(missing).toEqual([]);
  });

  it('name every setting, by its own key or one that settings of the name share', () => {
    const missing = fields
      .filter(({ labelKey, name }) => !texts[labelKey] && !texts[`flow.field.${name}`])
      .map(({ labelKey }) => labelKey);
    expect(missing).toEqual([]);
  });

  it('name every part of a form, and the options of a handover with what is to be known of them', () => {
    const sections = fields.flatMap(({ section }) => section ?? []);
    const keys = [...sections.map((one) => `flow.section.${one}`), ...optionKeys];
    expect(sections.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !texts[key])).toEqual([]);
  });

  it.each(LANGUAGES)('call no two options of a handover nearly the same: %s', (language) => {
    const own = textsIn(language);
    const labels = handoverOptions.map(({ name }) => own[`flow.field.${name}`] ?? name);
    const isBegun = (label: string) => labels.some((one) => one.startsWith(`${label} `));
    expect(labels.filter(isBegun)).toEqual([]);
  });

  it('name every exit and every choice', () => {
    const exits = actions.flatMap(({ outlets, moreOutlets }) => [
      ...outlets.map(({ labelKey }) => labelKey),
      ...(moreOutlets?.outlets ?? []).map((name) => `flow.outlet.${name}`),
    ]);
    const choices = fields.flatMap((field) => field.choices ?? []);
    const keys = choices.filter((one) => !TERMS.test(one)).map((one) => `flow.choice.${one}`);
    expect([...exits, ...keys].filter((key) => !texts[key])).toEqual([]);
  });

  it('hold nothing that no action asks for', () => {
    const asked = new Set([
      ...actions.flatMap(({ type, labelKey, outlets, moreOutlets }) => [
        labelKey,
        `flow.help.${type}`,
        ...outlets.map((outlet) => outlet.labelKey),
        ...(moreOutlets?.outlets ?? []).map((name) => `flow.outlet.${name}`),
      ]),
      ...optionKeys,
      ...fields.flatMap(({ labelKey, name, section, choices = [] }) => [
        ...(section ? [`flow.section.${section}`] : []),
        labelKey,
        `flow.field.${name}`,
        ...choices.map((one) => `flow.choice.${one}`),
      ]),
    ]);
    expect(Object.keys(texts).filter((key) => !asked.has(key))).toEqual([]);
  });
});
