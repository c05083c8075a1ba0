/** What was said before the handover, one line a message; all of it on request. */
export declare function TranscriptBlock({
  text,
}: {
  readonly text: string;
}): import('react').JSX.Element;
