import type { ReplyOf } from '#src/api/operations.ts';
import { type Work } from './conversation-rules.ts';
export type Canned = ReplyOf<'GET /api/v2/responsemanagement/responses/{responseId}'>;
export type Known = Readonly<Record<string, string | undefined>>;
/** What an agent can send of a response: its body as plain text, as templates send it. */
export declare function cannedText({ texts }: Pick<Canned, 'texts'>): string;
type Searched = Pick<Canned, 'name' | 'texts'>;
/** Whether name and text together hold every typed word, as the search of the wire finds them. */
export declare const holdsWords: ({ name, texts }: Searched, typed: string) => boolean;
/** The responses that hold every typed word; first those whose name alone does. */
export declare function fittingOnes<T extends Searched>(
  responses: readonly T[],
  typed: string,
): T[];
type Agent = {
  readonly name?: string;
  readonly preferredName?: string;
};
/** What can stand in the places of a response, by their names; the customer's data under their own. */
export declare function knownOf(work: Work, agent: Agent): Known;
/** The response with its places filled in; a place of which nothing is known, and without default, stays as it is. */
export declare function fillCanned(response: Canned, known: Known): string;
/** Where the first place that nobody filled in begins and ends; null: there is none. */
export declare function openPlace(text: string): {
  readonly start: number;
  readonly end: number;
} | null;
/** A text put in at the place of the cursor, and where the cursor stands after it. */
export declare function insertAt(
  text: string,
  part: string,
  {
    start,
    end,
  }: {
    readonly start: number;
    readonly end: number;
  },
): {
  readonly text: string;
  readonly cursor: number;
};
/** Which libraries an agent of a queue may choose from; null: all of them. */
export declare function librariesOf(setting: unknown): readonly string[] | null;
