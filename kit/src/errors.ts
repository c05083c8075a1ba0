/** An error that may be shown to a caller: everything in it is public. */
export class PublicError extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  readonly details: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;
  readonly limit: ErrorLimit | null;

  constructor(init: PublicErrorInit) {
    super(init.message, 'cause' in init ? { cause: init.cause } : {});
    this.name = 'PublicError';
    this.status = init.status;
    this.code = init.code;
    this.params = init.params ?? {};
    this.details = init.details ?? [];
    this.headers = init.headers ?? {};
    this.limit = init.limit ?? null;
  }
}

export type ErrorDetail = { readonly errorCode: string; readonly fieldName?: string };

/** Which limit was reached, and how much it allows. */
export type ErrorLimit = {
  readonly key: string;
  readonly namespace: string;
  readonly value: number;
};

type PublicErrorInit = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly details?: readonly ErrorDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly limit?: ErrorLimit;
  /** What lies behind it, for other code; it is never shown. */
  readonly cause?: unknown;
};

type Declaration = { readonly status: number; readonly code: string; readonly text: string };
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Options = Pick<PublicErrorInit, 'details' | 'headers' | 'limit' | 'cause'>;
type Factory<Text extends string> = [Placeholders<Text>] extends [never]
  ? (params?: Record<string, never>, options?: Options) => PublicError
  : (params: Record<Placeholders<Text>, string>, options?: Options) => PublicError;

const fill = (text: string, params: Readonly<Record<string, string>>) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);

/**
 * Declares the errors of a slice once: code, HTTP status and public text with `{placeholders}`.
 * Each becomes a function that makes the error; the placeholders are its required parameters.
 */
export const defineErrors = <const T extends Record<string, Declaration>>(
  _slice: string,
  table: T,
) =>
  Object.fromEntries(
    Object.entries(table).map(([name, { status, code, text }]) => [
      name,
      (params: Readonly<Record<string, string>> = {}, options: Options = {}) =>
        new PublicError({ status, code, message: fill(text, params), params, ...options }),
    ]),
  ) as unknown as { readonly [K in keyof T]: Factory<T[K]['text']> };
