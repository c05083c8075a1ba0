/** One setting of the environment. `parse` throws an Error whose message says what is wrong and what is allowed. */
export type Setting<T> = {
  readonly doc: string;
  readonly default: string | undefined;
  readonly secret?: boolean;
  readonly parse: (text: string) => T;
};

export type Settings = Readonly<Record<string, Setting<unknown>>>;
type ValueOf<S> = S extends { default: undefined; parse: (text: string) => infer T }
  ? T | undefined
  : S extends { parse: (text: string) => infer T }
    ? T
    : never;
export type SettingValues<S extends Settings> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** A setting that cannot be used; the message is one line for the operator. */
export class SettingError extends Error {}

/**
 * Reads every declared setting once. An empty value counts as absent.
 * @throws SettingError naming the setting, without its value if it is secret.
 */
export const readSettings = <const S extends Settings>(
  settings: S,
  env: NodeJS.ProcessEnv,
): SettingValues<S> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const text = env[name] || setting.default;
      if (text === undefined) return [name, undefined];
      try {
        return [name, setting.parse(text)];
      } catch (error) {
        const shown = setting.secret ? '' : ` "${text}"`;
        throw new SettingError(`${name}${shown}: ${(error as Error).message}`);
      }
    }),
  ) as unknown as SettingValues<S>;

export const text = (value: string): string => value;

export const integer =
  (min: number, max: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < min || number > max)
      throw new Error(`must be a whole number from ${min} to ${max}`);
    return number;
  };

export const oneOf =
  <const T extends readonly string[]>(...values: T) =>
  (value: string): T[number] => {
    if (!values.includes(value)) throw new Error(`must be one of ${values.join(', ')}`);
    return value;
  };

export const onOff = (value: string): boolean => {
  if (['on', 'true', '1', 'yes'].includes(value.toLowerCase())) return true;
  if (['off', 'false', '0', 'no'].includes(value.toLowerCase())) return false;
  throw new Error('must be on or off');
};

/** Comma-separated values, trimmed, empty ones dropped. */
export const list = (value: string): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

export const url = (value: string): string => {
  if (!URL.canParse(value))
    throw new Error('must be a complete URL such as https://tandem.example.com');
  return value.replace(/\/+$/, '');
};
