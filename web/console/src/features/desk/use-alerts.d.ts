import { type AlertSettings } from './alert-settings.ts';
import type { Work } from './conversation-rules.ts';
/** The agent's own settings, and a way to change them. */
export declare function useAlertSettings(): {
  settings: AlertSettings;
  change: (part: Partial<AlertSettings>) => void;
};
type Alerts = {
  readonly offered: readonly Work[];
  /** Conversations whose agent asks for advice. */
  readonly along: readonly Work[];
  /** Messages that came where nobody looks. */
  readonly unread: number;
  readonly settings: AlertSettings;
};
/** Sound, notification and a number in the tab's title for offers, questions of colleagues and messages out of view. */
export declare function useAlerts({ offered, along, unread, settings }: Alerts): void;
