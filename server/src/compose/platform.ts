import { createListener } from '@tandem/kit';
import { createNotifications } from '@tandem/platform';
import type { ServerSettings } from '../settings.ts';
import type { Foundation } from './core.ts';
import type { HalfOptions } from './gateway.ts';
import type { MountedHalf } from './half.ts';

/** The contact centre on its own schema. */
export const openPlatform = async (
  { clock, ids, log }: Foundation,
  options: HalfOptions & { readonly settings: ServerSettings },
): Promise<MountedHalf> => {
  const { db } = options;
  const listener = await createListener({
    connection: db.connection,
    schema: db.schema,
    clock,
    log,
  });
  const notifications = createNotifications({ db, listener, clock, ids, log });
  return {
    handlers: notifications.handlers,
    sockets: notifications.sockets as MountedHalf['sockets'],
    start: notifications.start,
    async stop() {
      notifications.stop();
      await listener.close();
    },
  };
};
