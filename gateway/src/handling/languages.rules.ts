import { handoverOptions } from '@tandem/contract';
import type { HandlingOptions } from './handling.model.ts';

const readByCustomers = handoverOptions
  .filter(({ perLanguage }) => perLanguage)
  .map(({ name }) => name as keyof HandlingOptions);

/** Languages compare without case. */
export const spelledLanguage = (tag: string): string =>
  tag.trim().replaceAll('_', '-').toLowerCase();

/** `de-AT` is looked for as itself, then as `de`. */
const wider = (locale: string): readonly string[] => {
  const parts = spelledLanguage(locale).split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
};

const own = <Value>(of: Readonly<Record<string, Value>> | undefined, name: string) =>
  of && Object.hasOwn(of, name) ? of[name] : undefined;

type For = {
  /** The customer's. */
  readonly locale: string;
  /** The endpoint's. */
  readonly fallback: string;
};

const textIn = (
  options: HandlingOptions,
  name: keyof HandlingOptions,
  { locale, fallback }: For,
): unknown => {
  for (const language of [...wider(locale), ...wider(fallback)]) {
    const found = own(own(options.translations, language), name);
    if (found !== undefined) return found;
  }
  return options[name];
};

/**
 * The options as they hold for one customer: the first layer that says something counts. Of a text it is what it has for
 * the language of the customer, else for that of the endpoint, else for all.
 * @param layers the strongest first
 */
export const optionsFor = (layers: readonly HandlingOptions[], to: For): HandlingOptions => {
  const { translations: _, ...merged } = Object.assign(
    {},
    ...layers.toReversed(),
  ) as HandlingOptions;
  const texts = readByCustomers.map((name) => [
    name,
    layers.map((one) => textIn(one, name, to)).find((one) => one !== undefined),
  ]);
  return { ...merged, ...Object.fromEntries(texts.filter(([, text]) => text !== undefined)) };
};
