import type { Lists } from './conversation-rules.ts';
import type { useAlertSettings } from './use-alerts.ts';

type DeskBarProps = {
  readonly alerts: ReturnType<typeof useAlertSettings>;
  /** Whether the list is there, is there but could not be read again, or is not there. */
  readonly list: 'current' | 'old' | 'none';
  readonly lists: Lists;
};
/** On queue or not, presence, queues, sound; says when something keeps conversations away. */
export declare function DeskBar({ alerts, list, lists }: DeskBarProps): import('react').JSX.Element;
