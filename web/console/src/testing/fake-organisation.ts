import type { FakeState } from './fake-data.ts';
import { flowRoutes } from './fake-flow-routes.ts';
import { gatewayRoutes } from './fake-gateway-routes.ts';
import { helpRoutes } from './fake-help-routes.ts';
import type { FakeRoutes } from './fake-http.ts';
import { identityRoutes } from './fake-identity-routes.ts';
import { createFakeMessaging, type FakeMessaging } from './fake-message-data.ts';
import { messageRoutes } from './fake-message-routes.ts';
import { monitorRoutes } from './fake-monitor-routes.ts';
import { peopleRoutes } from './fake-people-routes.ts';
import { type FakeWire, type FakeWireOptions, startFakeWire } from './fake-wire.ts';

export type FakeOrganisation = FakeWire & { readonly messaging: FakeMessaging };

const allRoutes = (state: FakeState, messaging: FakeMessaging): FakeRoutes => ({
  ...messageRoutes(messaging),
  ...flowRoutes(messaging),
  ...peopleRoutes(state),
  ...identityRoutes(state),
  ...gatewayRoutes(),
  ...monitorRoutes(),
  ...helpRoutes(),
});

/** The stand-in with everything that administration, monitor and help ask for. */
export async function startFakeOrganisation(
  options: FakeWireOptions = {},
): Promise<FakeOrganisation> {
  const messaging = createFakeMessaging();
  const wire = await startFakeWire({
    ...options,
    routes: (state) => ({ ...allRoutes(state, messaging), ...options.routes?.(state) }),
  });
  return { ...wire, messaging };
}
