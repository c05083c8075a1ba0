import { type Attachment } from './message-rules.ts';
/** A picture, or a file to open. */
export declare function AttachmentView({
  attachment,
}: {
  readonly attachment: Attachment;
}): import('react').JSX.Element;
