import type { Work } from './conversation-rules.ts';

type DataBarProps = {
  readonly work: Work;
  readonly onOpen: () => void;
};
/** What came with the conversation, where there is no room for it beside; a click shows all of it. */
export declare function DataBar({ work, onOpen }: DataBarProps): import('react').JSX.Element | null;
