import type { FlowValue } from '../flow.model.ts';
import type { HttpBody, HttpMethod, HttpPairs, HttpRequest } from '../http.model.ts';
import { type SecretReference, toSecretReference } from '../secrets.ts';
import type { ActionContext } from './action.types.ts';
import { toNames } from './transfer-to-acd.ts';

/** A place in a request that a setting fills; an empty setting leaves the place out. */
export type Slot =
  | { readonly $text: string }
  | { readonly $number: string }
  | { readonly $list: string }
  /** Only at the top of a body. */
  | { readonly $secret: string };

export type Skeleton =
  | Slot
  | string
  | number
  | boolean
  | readonly Skeleton[]
  | { readonly [name: string]: Skeleton };

/** A request over a session as data: `{name}` in the path is the setting of that name. */
export type RequestShape = {
  readonly method: HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Skeleton;
};

const has = <Name extends string>(
  value: Skeleton,
  name: Name,
): value is Skeleton & Record<Name, string> =>
  typeof value === 'object' && Object.hasOwn(value, name);

/** The names in a setting: a list, JSON, or texts separated by commas. */
const namesOf = ({ value, text }: ActionContext, name: string): readonly string[] => {
  const given = value(name);
  return Array.isArray(given) ? given.map(String) : toNames(text(name));
};

const fill = (context: ActionContext, skeleton: Skeleton): FlowValue | undefined => {
  if (typeof skeleton !== 'object') return skeleton;
  if (has(skeleton, '$text')) return context.text(skeleton.$text) || undefined;
  if (has(skeleton, '$number')) return context.number(skeleton.$number) ?? undefined;
  if (has(skeleton, '$list')) return namesOf(context, skeleton.$list);
  if (Array.isArray(skeleton))
    return (skeleton as readonly Skeleton[]).flatMap((item) => fill(context, item) ?? []);
  return Object.fromEntries(
    Object.entries(skeleton).flatMap(([name, part]): [string, FlowValue][] => {
      if (has(part, '$secret')) return [];
      const value = fill(context, part);
      return value === undefined ? [] : [[name, value]];
    }),
  );
};

const secretsOf = (context: ActionContext, skeleton: Skeleton): Record<string, SecretReference> => {
  if (typeof skeleton !== 'object' || Array.isArray(skeleton)) return {};
  return Object.fromEntries(
    Object.entries(skeleton as Record<string, Skeleton>).flatMap(
      ([name, part]): [string, SecretReference][] => {
        const reference = has(part, '$secret')
          ? toSecretReference(context.raw(part.$secret))
          : null;
        return reference ? [[name, reference]] : [];
      },
    ),
  );
};

const bodyOf = (context: ActionContext, skeleton: Skeleton | undefined): HttpBody | null => {
  if (skeleton === undefined) return null;
  const value = fill(context, skeleton) ?? null;
  return { kind: 'json', value, secrets: secretsOf(context, skeleton) };
};

const queryOf = ({ text }: ActionContext, query: Readonly<Record<string, string>>): HttpPairs =>
  Object.entries(query).flatMap(([name, field]): [string, string][] => {
    const value = text(field).trim();
    return value === '' ? [] : [[name, value]];
  });

/** The request with its settings filled in; a value in the path is one segment, whatever it holds. */
export const requestOver = (context: ActionContext, shape: RequestShape): HttpRequest => ({
  target: {
    kind: 'session',
    session: context.text('session'),
    path: shape.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(context.text(name).trim()),
    ),
  },
  method: shape.method,
  query: queryOf(context, shape.query ?? {}),
  headers: [],
  body: bodyOf(context, shape.body),
  timeoutMs: 10_000,
  connectTimeoutMs: null,
  retries: 1,
  retryAfter: true,
  circuitBreaker: false,
  maxResponseBytes: 1_048_576,
  idempotencyKey: shape.method === 'POST',
  followRedirects: 'none',
});
