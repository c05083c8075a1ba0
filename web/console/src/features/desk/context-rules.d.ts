import { type Work } from './conversation-rules.ts';

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
/** A key in words: `orderNumber` is “Order number”. */
export declare const keyInWords: (key: string) => string;
/**
 * Gathers it from customer and routing. Attributes are of this talk alone: a conversation that goes on has begun another
 * one with its last customer; participants that came later overwrite the attributes of earlier ones.
 */
export declare function contextOf(work: Pick<Work, 'conversation' | 'mine'>): Context;
