export type { Frame } from './notification-hub.ts';
export {
  createNotifications,
  type Notifications,
  type NotificationsDeps,
} from './notifications.ts';
