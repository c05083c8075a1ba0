/** What a failed call means for the one who made it; the status alone is not enough (a dead network has none). */
export type FailureKind =
  | 'network' // no answer: try again for as long as it takes
  | 'busy' // 5xx: try again a few times
  | 'limited' // 429: too much at once, the server says when it takes more
  | 'unauthorized' // 401 or 403: a new token may help
  | 'gone' // 404: the conversation is over
  | 'refused'; // any other 4xx: trying again cannot help

/** A Direct Line call that did not succeed. The message is the server's own, where it gave one. */
export class DirectLineFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(init: {
    kind: FailureKind;
    status: number;
    code: string;
    message: string;
    retryAfterMs?: number | undefined;
  }) {
    super(init.message);
    this.name = 'DirectLineFailure';
    this.kind = init.kind;
    this.status = init.status;
    this.code = init.code;
    this.retryAfterMs = init.retryAfterMs;
  }
}

/** Nothing came back: the network, a closed server, or a refused cross-origin request. */
export const networkFailure = (): DirectLineFailure =>
  new DirectLineFailure({ kind: 'network', status: 0, code: 'Network', message: '' });

/** Reads status, `{error:{code,message}}` and `Retry-After` (seconds) of a refusal. */
export function failureOf(reply: {
  status: number;
  body: string;
  retryAfter: string | null;
}): DirectLineFailure {
  const { code, message } = errorBody(reply.body);
  const seconds = Number(reply.retryAfter ?? Number.NaN);
  return new DirectLineFailure({
    kind: kindOf(reply.status),
    status: reply.status,
    code,
    message,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  });
}

/** Whatever was thrown, as a failure with a kind. */
export const asFailure = (error: unknown): DirectLineFailure =>
  error instanceof DirectLineFailure ? error : networkFailure();

/** It passes by itself: nothing is wrong with what was asked. */
export const isPassing = ({ kind }: DirectLineFailure): boolean =>
  kind === 'network' || kind === 'busy' || kind === 'limited';

function kindOf(status: number): FailureKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'gone';
  if (status === 429) return 'limited';
  return status >= 500 ? 'busy' : 'refused';
}

function errorBody(body: string): { code: string; message: string } {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    return { code: String(error?.code ?? ''), message: String(error?.message ?? '') };
  } catch {
    // A proxy in between answers with a page, not with JSON.
    return { code: '', message: '' };
  }
}
