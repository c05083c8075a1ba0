import { fieldsIn, isFields } from '@tandem/kit';
import type { Availability } from '../provider.model.ts';

/** Routing statuses of members who can be offered a conversation, now or after the one they have. */
export const reachable: readonly string[] = ['IDLE', 'INTERACTING', 'COMMUNICATING'];

/** What a member of a queue can do; names as they compare. */
export type SkilledMember = {
  readonly isReachable: boolean;
  readonly skills: ReadonlySet<string>;
  readonly languages: ReadonlySet<string>;
};

export type SkilledMembers = {
  readonly members: readonly SkilledMember[];
  /** Nobody of the queue is missing. */
  readonly isWhole: boolean;
};

const comparable = (name: string): string => name.normalize('NFC').trim().toLowerCase();

const namesIn = (abilities: unknown): ReadonlySet<string> =>
  new Set(
    fieldsIn(abilities).flatMap(({ name }) => (typeof name === 'string' ? comparable(name) : [])),
  );

/** Reads a member (model QueueMember, expanded by status, skills and languages). */
export const toSkilledMember = (member: unknown): SkilledMember => {
  const { routingStatus, user } = isFields(member) ? member : {};
  const { status } = isFields(routingStatus) ? routingStatus : {};
  const { skills, languages } = isFields(user) ? user : {};
  return {
    isReachable: reachable.includes(String(status)),
    skills: namesIn(skills),
    languages: namesIn(languages),
  };
};

export type AskedAbilities = {
  readonly skills: readonly string[];
  readonly language: string | null;
};

/**
 * Whether one of them has all that is asked for and can be offered a conversation. A name that no member has at all may
 * mean something to the flow of the contact centre that it does not say here: it keeps nobody from the agents.
 */
export const judge = (
  { members, isWhole }: SkilledMembers,
  { skills, language }: AskedAbilities,
): Availability => {
  const wanted = skills.map(comparable).filter((name) => name !== '');
  const spoken = comparable(language ?? '');
  const speaks = ({ languages }: SkilledMember) => spoken === '' || languages.has(spoken);
  const fitting = members.filter(
    (one) => one.isReachable && speaks(one) && wanted.every((name) => one.skills.has(name)),
  );
  if (fitting.length > 0)
    return { state: 'available', reason: `${fitting.length} on queue with the skills asked for.` };
  const isKnown =
    members.some(speaks) && wanted.every((name) => members.some((one) => one.skills.has(name)));
  return isWhole && isKnown
    ? { state: 'unavailable', reason: 'Nobody with the skills asked for is on queue.' }
    : { state: 'unknown', reason: 'Who has the skills asked for is not told.' };
};
