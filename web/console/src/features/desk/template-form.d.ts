import { type Canned } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';
import type { Outbox } from './outbox.ts';

type TemplateFormProps = {
  readonly work: Work;
  readonly outbox: Outbox;
  readonly response: Canned;
  readonly onClose: () => void;
};
/** A template before it goes out: what the customer will read, and the places that are filled in by hand. */
export declare function TemplateForm({
  work,
  outbox,
  response,
  onClose,
}: TemplateFormProps): import('react').JSX.Element;
