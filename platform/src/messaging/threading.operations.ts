import { type Handler, handle, openMessagingOperations } from '@tandem/contract';
import {
  defaultThreadingMinutes,
  readDefaults,
  type ThreadingSetting,
  writeThreading,
} from './defaults.store.ts';
import { actorOf, type ConfigurationDeps } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';

/** A year; nobody expects an older conversation to go on. */
const longestMinutes = 366 * 24 * 60;

const toWire = (settings: readonly ThreadingSetting[]) => ({
  settings: settings.some(({ messengerType }) => messengerType === 'open')
    ? settings
    : [...settings, { messengerType: 'open', timeoutInMinutes: defaultThreadingMinutes }],
  defaultTimeoutMinutes: defaultThreadingMinutes,
});

const checked = (settings: readonly ThreadingSetting[]): ThreadingSetting[] => {
  const types = settings.map(({ messengerType }) => messengerType);
  if (new Set(types).size !== types.length)
    throw messagingErrors.badRequest({ problem: 'settings: a messengerType appears twice.' });
  return settings.map(({ messengerType, timeoutInMinutes }) => {
    if (timeoutInMinutes < 0 || timeoutInMinutes > longestMinutes)
      throw messagingErrors.badRequest({
        problem: `settings.timeoutInMinutes: must be between 0 and ${longestMinutes}.`,
      });
    return { messengerType, timeoutInMinutes };
  });
};

export const threadingHandlers = (deps: ConfigurationDeps): readonly Handler[] => [
  handle(
    openMessagingOperations.getConversationsMessagingThreadingtimeline,
    async ({ principal }) => ({
      status: 200,
      body: toWire((await readDefaults(deps.db, principal.org)).threading),
    }),
  ),
  handle(
    openMessagingOperations.putConversationsMessagingThreadingtimeline,
    async ({ principal, body, correlationId }) => {
      const settings = checked(body.settings);
      await deps.snapshots.change((tx) => writeThreading(tx, principal.org, settings));
      await deps.audit({
        org: principal.org,
        actor: actorOf(principal),
        action: 'threadingTimeline.edit',
        entity: { type: 'threadingTimeline' },
        changes: { settings: { to: settings } },
        correlationId,
      });
      return { status: 200, body: toWire(settings) };
    },
  ),
];
