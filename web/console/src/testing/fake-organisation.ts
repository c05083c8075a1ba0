import { createFakeMessaging, type FakeMessaging } from './fake-message-data.ts';
import { messageRoutes } from './fake-message-routes.ts';
import { attributeRoutes } from './fake-people-routes.ts';
import { type FakeWire, type FakeWireOptions, startFakeWire } from './fake-wire.ts';

export type FakeOrganisation = FakeWire & { readonly messaging: FakeMessaging };

/** The stand-in with everything that administration pages ask for. */
export async function startFakeOrganisation(
  options: FakeWireOptions & { readonly empty?: boolean } = {},
): Promise<FakeOrganisation> {
  const messaging = createFakeMessaging();
  const wire = await startFakeWire({
    ...options,
    routes: (state) => ({
      ...messageRoutes(messaging),
      ...attributeRoutes(state),
      ...options.routes?.(state),
    }),
  });
  return { ...wire, messaging };
}
