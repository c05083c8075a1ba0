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
/** The settings of a person; what cannot be read is as it is by default. */
export declare function readAlerts(storage: Storage, userId: string): AlertSettings;
export declare const keepAlerts: (
  storage: Storage,
  userId: string,
  settings: AlertSettings,
) => void;
export type Permission = 'granted' | 'denied' | 'default' | 'none';
/** What the browser says about notifications; `none`: it has no such thing. */
export declare const notificationPermission: () => Permission;
/** Asks the browser once whether it may show notifications; a refusal is final and quiet. */
export declare function askForNotifications(): Promise<Permission>;
