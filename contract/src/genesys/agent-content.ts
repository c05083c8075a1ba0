import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

const label = Type.String({ minLength: 1, maxLength: 200 });
const payload = Type.String({ minLength: 1, maxLength: 1000 });
const address = Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2000 });

/** How many parts a message of an agent has at most. */
export const agentContentLimits = { replies: 25, cards: 10, actions: 3 } as const;

const QuickReply = Type.Object({
  contentType: Type.Literal('QuickReply'),
  quickReply: Type.Object({
    text: label,
    payload,
    action: Type.Optional(Type.Literal('Message')),
    image: Type.Optional(address),
  }),
});

const Action = Type.Union([
  Type.Object({ type: Type.Literal('Link'), text: label, url: address }),
  Type.Object({ type: Type.Literal('Postback'), text: label, payload }),
]);

const CardBody = Type.Object({
  title: label,
  description: Type.Optional(Type.String({ maxLength: 2000 })),
  image: Type.Optional(address),
  video: Type.Optional(address),
  defaultAction: Type.Optional(Action),
  actions: Type.Array(Action, { maxItems: agentContentLimits.actions }),
});

const Card = Type.Object({ contentType: Type.Literal('Card'), card: CardBody });
const Carousel = Type.Object({
  contentType: Type.Literal('Carousel'),
  carousel: Type.Object({
    cards: Type.Array(CardBody, { minItems: 1, maxItems: agentContentLimits.cards }),
  }),
});

const shapes: Readonly<Record<string, TSchema>> = { QuickReply, Card, Carousel };

/**
 * Structured content that an agent sends beside the text: `content` of `AdditionalMessage`, spelled as in messages
 * (model ConversationMessageContent). The vendor's request has no such field, clients of the vendor never send it.
 */
export type AgentContent =
  | Static<typeof QuickReply>
  | Static<typeof Card>
  | Static<typeof Carousel>;

/** The first part of content that is not as it has to be, and why; null if all is well. */
export const agentContentProblem = (
  content: readonly unknown[],
): { readonly part: number; readonly problem: string } | null => {
  for (const [part, one] of content.entries()) {
    const type = (one as { contentType?: unknown } | null)?.contentType;
    const shape = typeof type === 'string' && Object.hasOwn(shapes, type) ? shapes[type] : null;
    if (!shape) return { part, problem: 'contentType is one of QuickReply, Card, Carousel' };
    const [error] = Value.Errors(shape, one);
    if (error) return { part, problem: `${error.instancePath} ${error.message}`.trim() };
  }
  return null;
};
