const KEY = 'tandem.desk.alerts.';
/** What was kept before there was more to choose than silence. */
const MUTED = 'tandem.desk.muted';

/** How an agent wants to be told; kept in the browser, for each person apart. */
export type AlertSettings = {
  /** Sound while something is offered. */
  readonly offers: boolean;
  /** Sound for a message in a conversation that is not in view. */
  readonly messages: boolean;
  /** Notifications of the browser while the desk is not in view. */
  readonly notifications: boolean;
  /** From 0 to 100. */
  readonly volume: number;
};

const standard = (storage: Storage): AlertSettings => ({
  offers: storage.getItem(MUTED) !== '1',
  messages: true,
  notifications: true,
  volume: 60,
});

const flag = (value: unknown, otherwise: boolean): boolean =>
  typeof value === 'boolean' ? value : otherwise;

/** The settings of a person; what cannot be read is as it is by default. */
export function readAlerts(storage: Storage, userId: string): AlertSettings {
  const usual = standard(storage);
  try {
    const kept = JSON.parse(storage.getItem(KEY + userId) ?? '{}') as Record<string, unknown>;
    const volume = Number(kept['volume'] ?? usual.volume);
    return {
      offers: flag(kept['offers'], usual.offers),
      messages: flag(kept['messages'], usual.messages),
      notifications: flag(kept['notifications'], usual.notifications),
      volume: Number.isFinite(volume) ? Math.min(100, Math.max(0, volume)) : usual.volume,
    };
  } catch {
    return usual;
  }
}

export const keepAlerts = (storage: Storage, userId: string, settings: AlertSettings): void =>
  storage.setItem(KEY + userId, JSON.stringify(settings));

export type Permission = 'granted' | 'denied' | 'default' | 'none';

/** What the browser says about notifications; `none`: it has no such thing. */
export const notificationPermission = (): Permission =>
  typeof Notification === 'undefined' ? 'none' : Notification.permission;

/** Asks the browser once whether it may show notifications; a refusal is final and quiet. */
export async function askForNotifications(): Promise<Permission> {
  if (notificationPermission() !== 'default') return notificationPermission();
  return Notification.requestPermission();
}
