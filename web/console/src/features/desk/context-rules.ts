import { copilotUrlAttribute } from '@tandem/contract';
import { OPAQUE } from '#src/components/visitor-rules.ts';
import { customerOf, queueOf, type Work } from './conversation-rules.ts';
import { NOTE } from './transfer-rules.ts';

type Data = readonly (readonly [string, string])[];

/** What the desk shows about a conversation beside its messages. */
export type Context = {
  readonly address: string | null;
  readonly queue: string | null;
  readonly startTime: string | null;
  readonly priority: number | null;
  /** Data in words of a person. */
  readonly attributes: Data;
  /** Data that flows and routing work with. */
  readonly details: Data;
};

/** Names that routing and the bot side use for themselves. */
const MACHINE: readonly string[] = ['queueId', 'userId', 'myLanguage', 'mySkills', 'priority'];

const isMachine = ([key, value]: readonly [string, string]): boolean =>
  MACHINE.includes(key) || key.includes('.') || OPAQUE.test(value);

/** Shown elsewhere, or empty. */
const isShown = ([key, value]: readonly [string, string]): boolean =>
  key !== NOTE && key !== copilotUrlAttribute && value !== '';

/** What the bot side tells of something that a customer has left for agents who come later. */
export const leftBehind: {
  readonly kind: string;
  readonly kinds: readonly string[];
  readonly names: readonly string[];
} = {
  kind: 'handoverLeft',
  kinds: ['message', 'callback'],
  names: ['handoverLeft', 'leftMessage', 'leftEmail', 'callbackNumber', 'callbackTime'],
};

/** A key in words: `orderNumber` is “Order number”. */
export const keyInWords = (key: string): string => {
  const words = key
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/**
 * Gathers it from customer and routing. Attributes are of this talk alone: a conversation that goes on has begun another
 * one with its last customer; participants that came later overwrite the attributes of earlier ones.
 */
export function contextOf(work: Pick<Work, 'conversation' | 'mine'>): Context {
  const { conversation } = work;
  const customer = customerOf(conversation);
  const from = customer?.fromAddress;
  const participants = conversation.participants ?? [];
  const routing = participants.findLast(
    (one) => one.conversationRoutingData,
  )?.conversationRoutingData;
  const talk = participants.slice(customer ? participants.indexOf(customer) : 0);
  const attributes = Object.assign({}, ...talk.map((one) => one.attributes ?? {}));
  const data = Object.entries<string>(attributes)
    .filter(isShown)
    .sort(([a], [b]) => a.localeCompare(b));
  const address = from?.addressDisplayable ?? from?.addressNormalized ?? customer?.address ?? null;
  return {
    // An id of a machine says nothing to a person.
    address: address && !OPAQUE.test(address) ? address : null,
    queue: queueOf(work)?.name ?? null,
    startTime: customer?.startTime ?? null,
    priority: routing?.priority ?? null,
    attributes: data.filter((one) => !isMachine(one)),
    details: data.filter(isMachine),
  };
}
