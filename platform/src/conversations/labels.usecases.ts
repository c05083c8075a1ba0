import type { Principal } from '@tandem/contract';
import { known } from './colleagues.usecases.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import {
  addLabels,
  type LabelUse,
  listLabels,
  listUsedLabels,
  lockLabels,
  removeLabels,
} from './labels.store.ts';
import { userOf } from './participant.access.ts';

type Deps = Pick<ConversationDeps, 'db' | 'clock'>;

/** Labels one conversation may have. */
export const mostLabels = 20;

/**
 * A name without white space around it, and with single spaces inside; the same letters are made up in one way. Empty
 * where nothing of it can be seen.
 */
const tidy = (name: string): string => {
  const spaced = name.normalize('NFC').replaceAll(/\s+/g, ' ');
  const tidied = spaced
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
  return /[^\p{C}\p{Z}]/u.test(tidied) ? tidied : '';
};

/** Labels of a conversation. @throws conversationErrors.notFound */
export const readLabels = async (
  deps: Deps,
  principal: Principal,
  conversationId: string,
): Promise<readonly string[]> => listLabels(deps.db, await known(deps, principal, conversationId));

type LabelChange = {
  readonly conversationId: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
};

/**
 * Puts labels on a conversation and takes others off, all or nothing; the same change again changes nothing. A name in
 * both lists stays off.
 * @returns the labels afterwards
 * @throws conversationErrors.notFound, userContextRequired, emptyLabel, tooManyLabels
 */
export const changeLabels = async (
  deps: Deps,
  principal: Principal,
  { conversationId, add, remove }: LabelChange,
): Promise<readonly string[]> => {
  const userId = userOf(principal);
  const of = await known(deps, principal, conversationId);
  const names = add.map(tidy);
  if (names.includes('')) throw conversationErrors.emptyLabel();
  return deps.db.transaction(async (tx) => {
    await lockLabels(tx, of);
    await addLabels(tx, of, { names, userId, at: deps.clock.now() });
    await removeLabels(tx, of, remove.map(tidy));
    const labels = await listLabels(tx, of);
    if (labels.length > mostLabels)
      throw conversationErrors.tooManyLabels({ most: String(mostLabels) });
    return labels;
  });
};

/** Labels to choose from: what the organisation uses, with how often. */
export const usedLabels = (deps: Deps, principal: Principal): Promise<LabelUse[]> =>
  listUsedLabels(deps.db, principal.org);
