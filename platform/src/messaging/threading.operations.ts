import { type Handler, handle, openMessagingOperations } from '@tandem/contract';
import { changesBetween, noteChange } from '../audit/index.ts';
import {
  defaultThreadingMinutes,
  readDefaults,
  type ThreadingSetting,
  writeThreading,
} from './defaults.store.ts';
import type { ConfigurationDeps } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';

/** A year; nobody expects an older conversation to go on. */
const longestMinutes = 366 * 24 * 60;

const toWire = (settings: readonly ThreadingSetting[]) => ({
  settings: settings.some(({ messengerType }) => messengerType === 'open')
    ? settings
    : [...settings, { messengerType: 'open', timeoutInMinutes: defaultThreadingMinutes }],
  defaultTimeoutMinutes: defaultThreadingMinutes,
});

/** Minutes by kind of messenger. */
const minutesOf = (settings: readonly ThreadingSetting[]) =>
  Object.fromEntries(
    settings.map(({ messengerType, timeoutInMinutes }) => [messengerType, timeoutInMinutes]),
  );

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
  handle(openMessagingOperations.putConversationsMessagingThreadingtimeline, async (call) => {
    const { org } = call.principal;
    const settings = checked(call.body.settings);
    await deps.snapshots.change(async (tx) => {
      const { threading } = await readDefaults(tx, org);
      await writeThreading(tx, org, settings);
      await noteChange(deps, tx, {
        by: call,
        action: 'update',
        entity: { type: 'threadingTimeline' },
        changes: changesBetween(minutesOf(threading), minutesOf(settings)),
      });
    });
    return { status: 200, body: toWire(settings) };
  }),
];
