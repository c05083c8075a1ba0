import { channelRoutes } from './fake-channel-routes.ts';
import { connectionRoutes } from './fake-connection-routes.ts';
import { connectorRoutes } from './fake-connector-routes.ts';
import { contactRoutes } from './fake-contact-routes.ts';
import type { FakeState } from './fake-data.ts';
import { eventBusRoutes } from './fake-event-bus-routes.ts';
import { eventDestinationRoutes } from './fake-event-destination-routes.ts';
import { createFakeFlows, type FakeFlows } from './fake-flow-data.ts';
import { flowRoutes } from './fake-flow-routes.ts';
import { gatewayRoutes } from './fake-gateway-routes.ts';
import { helpRoutes } from './fake-help-routes.ts';
import type { FakeRoutes } from './fake-http.ts';
import { identityRoutes } from './fake-identity-routes.ts';
import { integrationRoutes } from './fake-integration-routes.ts';
import { createFakeMessaging, type FakeMessaging } from './fake-message-data.ts';
import { messageRoutes } from './fake-message-routes.ts';
import { monitorRoutes } from './fake-monitor-routes.ts';
import { peopleRoutes } from './fake-people-routes.ts';
import { runRoutes } from './fake-run-routes.ts';
import { supervisionRoutes } from './fake-supervision-routes.ts';
import { variableRoutes } from './fake-variable-routes.ts';
import { vaultRoutes } from './fake-vault-routes.ts';

export type FakeOrganisation = {
  readonly messaging: FakeMessaging;
  readonly flows: FakeFlows;
  /** For the wire's option of the same name. */
  readonly routes: (state: FakeState) => FakeRoutes;
};

/** Everything that administration, monitor and help ask for, on top of the wire's own routes. */
export function createFakeOrganisation(): FakeOrganisation {
  const messaging = createFakeMessaging();
  const flows = createFakeFlows();
  const routes = (state: FakeState): FakeRoutes => ({
    ...messageRoutes(messaging, flows),
    ...flowRoutes(flows),
    ...runRoutes(),
    ...peopleRoutes(state),
    ...identityRoutes(state),
    ...gatewayRoutes(),
    ...channelRoutes(),
    ...monitorRoutes(),
    ...supervisionRoutes(state),
    ...helpRoutes(),
    ...vaultRoutes(),
    ...variableRoutes(),
    ...connectionRoutes(),
    ...connectorRoutes(),
    ...contactRoutes(),
    ...eventBusRoutes(),
    ...eventDestinationRoutes(),
    ...integrationRoutes(),
  });
  return { messaging, flows, routes };
}
