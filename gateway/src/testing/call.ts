export type Answer<T> = {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
};

export type CallInit = {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  /** From where the request comes. */
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One request with a JSON body and answer. */
export const call = async <T = Record<string, unknown>>(
  url: string,
  { method = 'GET', token, body, address, headers }: CallInit = {},
): Promise<Answer<T>> => {
  const response = await fetch(url, {
    method,
    headers: {
      ...headers,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(address ? { 'x-test-address': address } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
  return { status: response.status, body: json as T, headers: response.headers };
};
