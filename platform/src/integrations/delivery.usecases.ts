import {
  type AuditNote,
  type IntegrationDelivery,
  type IntegrationDeliveryRequest,
  shownSecretSource,
} from '@tandem/contract';
import type { By } from '../audit/index.ts';
import { deactivate, putDestination } from './activation.ts';
import { readDelivery, requireSecretsAgain } from './delivery.rules.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import type { AppIntegration } from './integrations.model.ts';
import { changeIntegration, requireIntegration } from './integrations.usecases.ts';
import {
  deliverySecretContext,
  readSecrets,
  type StoredSecrets,
  saveSecrets,
} from './secrets.store.ts';

/** How the events of an integration travel, and how its partner event source stands. Secrets are only named. */
export async function describeDelivery(
  { db, partnerSources }: Pick<IntegrationDeps, 'db' | 'partnerSources'>,
  integration: AppIntegration,
): Promise<IntegrationDelivery> {
  const { org, source, delivery, deliverySettings } = integration;
  const secrets = Object.entries(await readSecrets(db, integration));
  const state = source && (await partnerSources.state({ org, name: source.name }, db));
  return {
    kind: delivery,
    settings: deliverySettings,
    secrets: Object.fromEntries(
      secrets.map(([setting, stored]) => [setting, shownSecretSource(stored)]),
    ),
    partnerSource: source && state ? { name: source.name, state } : null,
  };
}

type Kept = { readonly secrets: StoredSecrets; readonly notes: readonly AuditNote[] };

/** Checks the secrets of a request; what is kept as it is comes from a delivery of the same kind. */
const keepSecrets = async (
  deps: IntegrationDeps,
  by: By,
  input: { readonly integration: AppIntegration; readonly request: IntegrationDeliveryRequest },
): Promise<Kept> => {
  const { integration, request } = input;
  const stored =
    request.kind === integration.delivery ? await readSecrets(deps.db, integration) : {};
  const { id, name } = integration;
  const kept = await Promise.all(
    Object.entries(request.secrets ?? {}).map(async ([setting, asked]) => {
      const { source, note } = await deps.keepSecret(by, {
        asked,
        stored: stored[setting] ?? null,
        context: deliverySecretContext(id, setting),
        entity: { type: 'integration', id, name },
        field: setting,
      });
      return { setting, source, note };
    }),
  );
  return {
    secrets: Object.fromEntries(kept.map(({ setting, source }) => [setting, source])),
    notes: kept.flatMap(({ note }) => note ?? []),
  };
};

/** Secrets that stay as they are, as they are by then. */
const asStoredNow = (
  { kind, secrets: asked = {} }: IntegrationDeliveryRequest,
  { delivery }: AppIntegration,
  stored: StoredSecrets,
): StoredSecrets =>
  Object.fromEntries(
    Object.entries(stored).filter(([setting]) => {
      const wanted = asked[setting];
      return kind === delivery && wanted?.kind === 'insecure' && wanted.value === undefined;
    }),
  );

/**
 * Replaces how the events travel. Another kind makes an active integration inactive; settings and secrets of the same
 * kind count at once.
 * @throws integrationErrors.notFound (404), deliveryInvalid, secretsAgain (400), vaultErrors of secrets, destinationErrors of settings
 */
export async function changeDelivery(
  deps: IntegrationDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: IntegrationDeliveryRequest },
): Promise<AppIntegration> {
  const integration = await requireIntegration(deps.db, by.principal.org, id);
  const { kind, settings, secrets: asked } = readDelivery(request);
  const checked = { kind, settings, secrets: asked };
  const { org } = integration;
  await deps.checkDelivery({ org, kind, settings, secrets: Object.keys(asked) });
  const { secrets, notes } = await keepSecrets(deps, by, { integration, request: checked });
  return changeIntegration(deps, by, {
    id,
    action: 'update',
    async change(tx, before) {
      requireSecretsAgain({ kind: before.delivery, settings: before.deliverySettings }, checked);
      const after = { ...before, delivery: kind, deliverySettings: settings };
      const kept = asStoredNow(checked, before, await readSecrets(tx, before));
      await saveSecrets(tx, before, { ...secrets, ...kept });
      for (const note of notes) await deps.audit(tx, note);
      const isRunning = before.state === 'ACTIVE' || before.state === 'ERROR';
      if (isRunning && kind !== before.delivery)
        return deactivate(deps, tx, { integration: after, event: 'identityChanged' });
      if (before.state === 'ACTIVE') await putDestination(deps, tx, after);
      return after;
    },
  });
}
