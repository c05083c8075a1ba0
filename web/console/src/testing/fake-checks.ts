type Said = { readonly code: string; readonly params?: Readonly<Record<string, string>> };

/** A step of a test as the gateway answers it: one sentence, in English and by its code. */
export const checked = (
  [check, state]: readonly [check: string, state: 'ok' | 'failed' | 'warning' | 'skipped'],
  message: string,
  { code, params = {} }: Said,
) => ({ check, state, message, said: [{ code, params }] });
