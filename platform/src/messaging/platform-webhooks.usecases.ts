import type {
  PlatformSecretRequest,
  PlatformSecretState,
  WebhookTestResult,
} from '@tandem/contract';
import { HttpCallError, PublicError } from '@tandem/kit';
import { actorId, type By } from '../audit/index.ts';
import type { IntegrationConfigs } from './integration-config.ts';
import { noteIntegration } from './integrations.audit.ts';
import type { IntegrationRecord } from './integrations.store.ts';
import {
  changeIntegration,
  onlyOneSecret,
  readIntegration,
  sealSecret,
} from './integrations.usecases.ts';
import type { ConfigurationDeps } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';
import { typingBody } from './webhook-body.ts';
import { callWebhook, type WebhookCall, type WebhookCallDeps } from './webhook-call.ts';

export type PlatformWebhookDeps = ConfigurationDeps &
  WebhookCallDeps & { readonly configs: IntegrationConfigs };

/** What the page tells of the secrets. A time that is over is none. */
export const secretStateOf = (
  { previousSecretUntil: until }: IntegrationRecord,
  now: Date,
): PlatformSecretState => ({
  previousValidUntil: until && until > now ? until.toISOString() : null,
});

/**
 * Gives the integration a new secret; the one before stays good for the overlap. A third one ends the first.
 * @throws messagingErrors.notFound (404), secretTooShort (400)
 */
export const rollSecret = async (
  deps: PlatformWebhookDeps,
  by: By,
  input: { readonly id: string; readonly request: PlatformSecretRequest },
): Promise<PlatformSecretState> => {
  const { secret, overlapMinutes } = input.request;
  const { org, id } = await readIntegration(deps, by.principal.org, input.id);
  const sealed = await sealSecret(deps, { org, id }, secret);
  const now = deps.clock.now();
  const until = new Date(now.getTime() + overlapMinutes * 60_000);
  const changed = await changeIntegration(
    deps,
    { org, id },
    {
      change: (current) => ({
        ...current,
        secret: sealed,
        ...(overlapMinutes === 0
          ? onlyOneSecret
          : { previousSecret: current.secret, previousSecretUntil: until }),
        version: current.version + 1,
        modifiedAt: now,
        modifiedBy: actorId(by.principal),
      }),
      note: (tx, states) => noteIntegration(deps, tx, { by, action: 'secret', ...states }),
    },
  );
  return secretStateOf(changed, now);
};

/** Ends the overlap: only the new secret is good from now on. @throws messagingErrors.notFound (404) */
export const endSecretOverlap = async (
  deps: PlatformWebhookDeps,
  by: By,
  id: string,
): Promise<void> => {
  const record = await readIntegration(deps, by.principal.org, id);
  await changeIntegration(deps, record, {
    change: (current) => ({
      ...current,
      ...onlyOneSecret,
      version: current.version + 1,
      modifiedAt: deps.clock.now(),
      modifiedBy: actorId(by.principal),
    }),
    note: (tx, states) => noteIntegration(deps, tx, { by, action: 'secret', ...states }),
  });
};

const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

type Problem = NonNullable<WebhookTestResult['problem']>;

/** The first code among an error and what caused it. */
const codeOf = (error: unknown): string => {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return '';
};

const problemOfError = (error: unknown): Problem => {
  if (error instanceof PublicError)
    return error.code === 'egress.unresolved' ? 'unresolved' : 'blocked';
  if (error instanceof HttpCallError && error.reason === 'timeout') return 'timeout';
  return certificate.test(codeOf(error)) ? 'certificate' : 'connect';
};

const problemOfStatus = (status: number): Problem | null => {
  if (status >= 200 && status < 300) return null;
  if (status === 401 || status === 403) return 'refused';
  if (status === 404 || status === 410) return 'notFound';
  if (status === 429) return 'busy';
  if (status >= 300 && status < 400) return 'redirect';
  return status >= 500 ? 'server' : 'status';
};

const reasonOf = ({ outcome, error }: WebhookCall): string | null => {
  if (outcome.kind === 'done') return null;
  const code = codeOf(error);
  return error instanceof HttpCallError && code ? `${outcome.reason} (${code})` : outcome.reason;
};

/** Nobody's address: a receiver that relays typing shows it to nobody. */
const testCustomer = {
  id: 'tandem-webhook-test',
  idType: 'Opaque',
  nickname: null,
  firstName: null,
  lastName: null,
  image: null,
};

/** Longer than a receiver may take; milliseconds. */
const budgetMs = 10_000;

/**
 * Calls the webhook of the saved integration as a delivery does, with a typing event that concerns nobody, once.
 * @throws messagingErrors.notFound (404)
 */
export const testWebhook = async (
  deps: PlatformWebhookDeps,
  org: string,
  input: { readonly id: string; readonly signal: AbortSignal },
): Promise<WebhookTestResult> => {
  const { id } = await readIntegration(deps, org, input.id);
  const config = await deps.configs(id);
  if (!config) throw messagingErrors.notFound();
  const body = JSON.stringify(
    typingBody(
      { integration: config, customer: testCustomer, conversationId: deps.ids.uuid() },
      { id: deps.ids.hex32(), time: deps.clock.now().toISOString(), durationMs: 1_000 },
    ),
  );
  const called = await callWebhook(deps, config, {
    body: Buffer.from(body),
    late: false,
    context: { budgetMs, signal: input.signal },
  });
  const { httpStatus: status, signature, bySecretBefore, ms, error } = called;
  const problem = status === null ? problemOfError(error) : problemOfStatus(status);
  return {
    ...{ ok: problem === null, status, ms, problem, reason: reasonOf(called) },
    ...{ body, signature, bySecretBefore },
  };
};
