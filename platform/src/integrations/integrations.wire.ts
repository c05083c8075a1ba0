import type { Integration, IntegrationConfiguration } from '@tandem/contract';
import type { DestinationReport } from '@tandem/events';
import { findType } from './integration-types.ts';
import type { AppIntegration, IntegrationProblem } from './integrations.model.ts';
import { type Language, problemInfo, stateText } from './state.texts.ts';

export const integrationsPath = '/api/v2/integrations';

/** An integration with what its destination says of itself: one that is let in nowhere is in error, and recovers. */
export type SeenIntegration = Pick<AppIntegration, 'state' | 'problem' | 'stateAt'>;

export const seenAs = (
  { state, problem, stateAt }: AppIntegration,
  report: DestinationReport | null,
): SeenIntegration => {
  if (state !== 'ACTIVE' || report?.state !== 'ERROR') return { state, problem, stateAt };
  const failed: IntegrationProblem = {
    kind: 'deliveryFailed',
    params: {
      reason: report.reason ?? report.code ?? '',
      ...(report.code ? { code: report.code } : {}),
    },
  };
  return { state: 'ERROR', problem: failed, stateAt: report.since };
};

/** All five of name, notes, properties, advanced and credentials are always there: clients rely on it. */
export const toConfigurationWire = (integration: AppIntegration): IntegrationConfiguration => ({
  id: integration.id,
  name: integration.name,
  version: integration.version,
  properties: { ...integration.properties },
  advanced: {},
  notes: integration.notes,
  credentials: Object.fromEntries(
    Object.entries(integration.credentials).map(([name, id]) => [
      name,
      { id, selfUri: `${integrationsPath}/credentials/${id}` },
    ]),
  ),
  selfUri: `${integrationsPath}/${integration.id}/config/current`,
});

export const toIntegrationWire = (
  integration: AppIntegration,
  input: {
    readonly seen: SeenIntegration;
    readonly language: Language;
    readonly expand?: readonly string[] | undefined;
  },
): Integration => {
  const { seen, language, expand = [] } = input;
  return {
    id: integration.id,
    name: integration.name,
    integrationType: findType(integration.type) ?? { id: integration.type },
    notes: integration.notes,
    intendedState: integration.intended,
    ...(expand.includes('config.current')
      ? { config: { current: toConfigurationWire(integration) } }
      : {}),
    reportedState: {
      code: seen.state,
      effective: stateText(language, seen.state),
      ...(seen.problem ? { detail: problemInfo(language, seen.problem) } : {}),
      lastUpdated: seen.stateAt.toISOString(),
    },
    attributes: {},
    selfUri: `${integrationsPath}/${integration.id}`,
  };
};
