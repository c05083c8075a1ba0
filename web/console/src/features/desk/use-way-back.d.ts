declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The work that is shown on a phone: the list is one step back. */
    readonly deskWork?: string;
  }
}
type WayBack = {
  /** The key of the work in view. */
  readonly shown: string | null;
  readonly select: (key: string | null) => void;
};
/** On a phone a conversation is a step of the browser's history, so that Back leads to the list. */
export declare function useWayBack({ shown, select }: WayBack): void;
