import { responseText } from '@tandem/contract';
import type { ReplyOf } from '#src/api/operations.ts';
import {
  type Conversation,
  customerName,
  customerOf,
  queueOf,
  type Work,
} from './conversation-rules.ts';

export type Canned = ReplyOf<'GET /api/v2/responsemanagement/responses/{responseId}'>;
export type Known = Readonly<Record<string, string | undefined>>;

const PLACE = /\{\{\s*([\w.-]{1,100})\s*\}\}/g;

/** What an agent can send of a response: its body as plain text, as templates send it. */
export function cannedText({ texts }: Pick<Canned, 'texts'>): string {
  const body = texts.find(({ type }) => type !== 'subject') ?? texts[0];
  return body ? responseText(body) : '';
}

type Searched = Pick<Canned, 'name' | 'texts'>;

const isIn = (text: string, typed: string): boolean =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));

/** Whether name and text together hold every typed word, as the search of the wire finds them. */
export const holdsWords = ({ name, texts }: Searched, typed: string): boolean =>
  isIn([name ?? '', ...texts.map(({ content }) => content)].join(' '), typed);

/** The responses that hold every typed word; first those whose name alone does. */
export function fittingOnes<T extends Searched>(responses: readonly T[], typed: string): T[] {
  const found = responses.filter((one) => holdsWords(one, typed));
  const isNamed = ({ name }: T) => isIn(name ?? '', typed);
  return [...found.filter(isNamed), ...found.filter((one) => !isNamed(one))];
}

/** The first word, and what follows it. */
const partsOf = (name: string | null | undefined): readonly (string | undefined)[] => {
  const [first, ...rest] = (name ?? '').trim().split(/\s+/);
  return [first || undefined, rest.join(' ') || undefined];
};

const attributesOf = (conversation: Conversation): Known => {
  const entries = Object.entries(customerOf(conversation)?.attributes ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
};

type Agent = { readonly name?: string; readonly preferredName?: string };

/** The name under which customers know an agent, as messages carry it. */
const nameForCustomers = ({ name = '', preferredName = '' }: Agent): string =>
  preferredName.trim() || name;

/** What can stand in the places of a response, by their names; the customer's data under their own. */
export function knownOf(work: Work, agent: Agent): Known {
  const { conversation } = work;
  const agentName = nameForCustomers(agent);
  const customer = customerName(conversation);
  const [firstName, lastName] = partsOf(customer);
  return {
    ...attributesOf(conversation),
    'customer.name': customer ?? undefined,
    'customer.firstName': firstName,
    'customer.lastName': lastName,
    'agent.name': agentName,
    'agent.firstName': partsOf(agentName)[0],
    'queue.name': queueOf(work)?.name,
    'conversation.id': conversation.id,
  };
}

/** The response with its places filled in; a place of which nothing is known, and without default, stays as it is. */
export function fillCanned(response: Canned, known: Known): string {
  const defaults = new Map(
    (response.substitutions ?? []).map(({ id, defaultValue }) => [id, defaultValue]),
  );
  return cannedText(response).replaceAll(PLACE, (place, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    return value || defaults.get(name) || place;
  });
}

/** Where the first place that nobody filled in begins and ends; null: there is none. */
export function openPlace(text: string): { readonly start: number; readonly end: number } | null {
  const found = [...text.matchAll(PLACE)][0];
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}

/** A text put in at the place of the cursor, and where the cursor stands after it. */
export function insertAt(
  text: string,
  part: string,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly text: string; readonly cursor: number } {
  return { text: text.slice(0, start) + part + text.slice(end), cursor: start + part.length };
}

/** Which libraries an agent of a queue may choose from; null: all of them. */
export function librariesOf(setting: unknown): readonly string[] | null {
  if (typeof setting !== 'object' || setting === null) return null;
  const { mode, libraryIds } = setting as { mode?: unknown; libraryIds?: unknown };
  if (mode === 'None') return [];
  if (mode !== 'SelectedOnly') return null;
  return Array.isArray(libraryIds) ? libraryIds.filter((id) => typeof id === 'string') : [];
}
