/** Where colleagues write to each other; it looks unlike the field for messages, so that nothing is sent by mistake. */
export declare function NoteComposer({
  conversationId,
}: {
  readonly conversationId: string;
}): import('react').JSX.Element;
