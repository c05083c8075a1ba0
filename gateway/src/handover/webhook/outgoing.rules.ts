import type { Session } from '../../conversations/index.ts';
import type { Handover } from '../handover.model.ts';
import { optionsOf } from '../handover.says.ts';
import type { ProviderMessage } from '../provider.model.ts';
import { redactionOf } from '../redaction.rules.ts';
import type { Transcript } from '../transcript.rules.ts';

/** Names one handover on the wire: the conversation, and which handover of it. */
export const handoverIdOf = (
  { conversationId }: Pick<Session, 'conversationId'>,
  { ordinal }: Pick<Handover, 'ordinal'>,
): string => `${conversationId}/${ordinal}`;

/** The conversation a handover's name begins with; null for what is none. */
export const conversationOfHandover = (handoverId: string): string | null =>
  /^(?<conversation>.+)\/\d+$/.exec(handoverId)?.groups?.['conversation'] ?? null;

const attachmentsOf = (attachments: ProviderMessage['attachments']) =>
  attachments.flatMap(({ contentType, contentUrl, name }) =>
    contentUrl && /^https?:/i.test(contentUrl)
      ? [{ contentType, url: contentUrl, ...(name ? { name } : {}) }]
      : [],
  );

export const messageBody = (
  { id, attachments, choice }: ProviderMessage,
  part: { readonly id: string; readonly text: string | null; readonly last: boolean },
) => {
  const files = part.last ? attachmentsOf(attachments) : [];
  return {
    messageId: part.id,
    ...(part.id === id ? {} : { continues: id }),
    ...(part.text ? { text: part.text } : {}),
    ...(files.length > 0 ? { attachments: files } : {}),
    ...(choice && part.last
      ? { choice: { payload: choice.payload, messageId: choice.remoteMessageId } }
      : {}),
  };
};

/** What the other side is told at the beginning. */
export const startBody = (input: {
  readonly session: Session;
  readonly handover: Handover;
  readonly transcript: Transcript;
  readonly customAttributes: Readonly<Record<string, string>>;
}) => {
  const { session, handover, transcript, customAttributes } = input;
  const { reason, summary, queue, language, skills, priority } = handover.request;
  const { note, lines, more, greeting } = transcript;
  const redact = redactionOf(optionsOf(handover).redact);
  return {
    locale: session.locale,
    customer: { id: session.userId, name: session.userName, verified: session.userTrusted },
    request: {
      reason: reason && redact(reason),
      ...{ queue, language, skills: [...(skills ?? [])], priority },
      ...(summary ? { summary: redact(summary) } : {}),
    },
    customAttributes: { ...customAttributes, ...handover.request.customAttributes },
    transcript: { note, greeting: greeting ?? null, lines: [...lines], complete: !more },
  };
};
