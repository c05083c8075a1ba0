const MUTED = 'tandem.desk.muted';

export const isMuted = (storage: Storage): boolean => storage.getItem(MUTED) === '1';

export function setMuted(storage: Storage, muted: boolean): void {
  if (muted) storage.setItem(MUTED, '1');
  else storage.removeItem(MUTED);
}

/** Asks the browser once whether it may show notifications; a refusal is final and quiet. */
export async function askForNotifications(): Promise<void> {
  if (typeof Notification === 'undefined' || Notification.permission !== 'default') return;
  await Notification.requestPermission();
}
