import {
  type AgentContent,
  agentContentLimits,
  agentContentProblem,
  limits,
  type SendMessagingTemplateRequest,
  type WebhookContent,
} from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { fillTemplate, findResponse } from '../responses/index.ts';
import type { ConversationDeps, OutboundIntegration } from './conversation.deps.ts';
import { messageErrors } from './message.errors.ts';
import { refusedMedia } from './structured-media.rules.ts';

/** What a message says, as its sender asks for it; one kind of content besides the text. */
export type OutboundContent = {
  readonly text: string | null;
  readonly mediaIds: readonly string[];
  readonly template: SendMessagingTemplateRequest | null;
  /** Quick replies, a card or a carousel; not checked yet. */
  readonly structured: readonly unknown[];
};

/** Text and structured parts that go out; files are attached beside them. */
export type ReadyContent = {
  readonly text: string | null;
  readonly content: readonly WebhookContent[];
};

/** Several quick replies, or one card, or one carousel. */
const isOneKind = (content: readonly AgentContent[]): boolean =>
  content.every(({ contentType }) => contentType === 'QuickReply') || content.length === 1;

const checkStructured = (text: string | null, structured: readonly unknown[]): void => {
  const bad = agentContentProblem(structured);
  if (bad) throw messageErrors.badContent({ part: String(bad.part), problem: bad.problem });
  const content = structured as readonly AgentContent[];
  if (!isOneKind(content)) throw messageErrors.mixedContent();
  if (content.length > agentContentLimits.replies)
    throw messageErrors.tooManyParts({ most: String(agentContentLimits.replies) });
  if (content[0]?.contentType === 'QuickReply' && text === null) throw messageErrors.noQuestion();
};

/**
 * Checks what a sender asks for, before anything is looked up.
 * @throws messageErrors.textTooLong, nothingToSend, severalKinds, badContent, mixedContent, tooManyParts, noQuestion (400)
 */
export const checkOutbound = ({ text, mediaIds, template, structured }: OutboundContent): void => {
  if (text !== null && text.length > limits.outboundTextLength)
    throw messageErrors.textTooLong({ most: String(limits.outboundTextLength) });
  const kinds = [mediaIds.length > 0, template !== null, structured.length > 0];
  const asked = kinds.filter(Boolean).length;
  if (asked === 0 && text === null) throw messageErrors.nothingToSend();
  if (asked > 1 || (template && text !== null)) throw messageErrors.severalKinds();
  if (structured.length > 0) checkStructured(text, structured);
};

const templateContent = async (
  db: Queryable,
  org: string,
  template: SendMessagingTemplateRequest,
): Promise<ReadyContent> => {
  const id = template.responseId ?? '';
  const response = id === '' ? null : await findResponse(db, org, id);
  if (!response) throw messageErrors.unknownResponse({ id });
  return fillTemplate({ ...response.doc, name: response.name ?? id }, template);
};

/**
 * Text and structured parts of what {@link checkOutbound} let through.
 * @throws messageErrors.unknownResponse, mediaNotAllowed (400), and as {@link fillTemplate}
 */
export const readyContent = async (
  deps: { readonly db: Queryable } & Pick<ConversationDeps, 'messaging'>,
  integration: Pick<OutboundIntegration, 'org' | 'mediaTypes'>,
  { text, template, structured }: OutboundContent,
): Promise<ReadyContent> => {
  const ready = template
    ? await templateContent(deps.db, integration.org, template)
    : { text, content: structured as readonly AgentContent[] };
  const [mime] = refusedMedia(integration.mediaTypes, ready.content, deps.messaging.allowsMedia);
  if (mime !== undefined) throw messageErrors.mediaNotAllowed({ mime });
  return ready;
};
