import type { useAlertSettings } from './use-alerts.ts';

type Alerts = ReturnType<typeof useAlertSettings>;
/** How the agent is told of offers and messages. */
export declare function AlertMenu({
  alerts,
}: {
  readonly alerts: Alerts;
}): import('react').JSX.Element;
