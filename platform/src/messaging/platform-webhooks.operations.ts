import { type Handler, handle, platformWebhookOperations as ops } from '@tandem/contract';
import { readIntegration } from './integrations.usecases.ts';
import {
  endSecretOverlap,
  type PlatformWebhookDeps,
  rollSecret,
  secretStateOf,
  testWebhook,
} from './platform-webhooks.usecases.ts';

/** Secrets that are rolled over and webhooks that are tried, of open messaging integrations. */
export const platformWebhookHandlers = (deps: PlatformWebhookDeps): readonly Handler[] => [
  handle(ops.getTandemPlatformSecret, async ({ principal, params }) => ({
    status: 200,
    body: secretStateOf(
      await readIntegration(deps, principal.org, params.integrationId),
      deps.clock.now(),
    ),
  })),
  handle(ops.putTandemPlatformSecret, async (call) => ({
    status: 200,
    body: await rollSecret(deps, call, { id: call.params.integrationId, request: call.body }),
  })),
  handle(ops.deleteTandemPlatformPreviousSecret, async (call) => {
    await endSecretOverlap(deps, call, call.params.integrationId);
    return { status: 204 };
  }),
  handle(ops.postTandemPlatformWebhookTest, async ({ principal, params, signal }) => ({
    status: 200,
    body: await testWebhook(deps, principal.org, { id: params.integrationId, signal }),
  })),
];
