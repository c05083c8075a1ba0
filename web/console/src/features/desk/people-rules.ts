import { plainPresence } from './presence-rules.ts';

export type Person = {
  readonly id?: string;
  readonly name?: string;
  readonly presence?: { readonly presenceDefinition?: { readonly systemPresence?: string } };
};

export type Colleague = {
  readonly id: string;
  readonly name: string;
  /** As `plainPresence` spells it; empty when nothing is known. */
  readonly presence: string;
  /** Likely to notice. */
  readonly online: boolean;
};

/** What somebody who notices is doing, those who can answer soonest first. */
const ONLINE = ['onqueue', 'available', 'idle', 'busy', 'meeting', 'training'];

const rank = ({ presence }: Colleague): number => {
  const place = ONLINE.indexOf(presence);
  return place < 0 ? ONLINE.length : place;
};

/** Everybody but oneself, who can answer soonest first. */
export const toColleagues = (people: readonly Person[], ownId: string): readonly Colleague[] =>
  people
    .flatMap(({ id, name = '', presence }) => {
      const plain = plainPresence(presence?.presenceDefinition?.systemPresence);
      return id && id !== ownId
        ? [{ id, name, presence: plain, online: ONLINE.includes(plain) }]
        : [];
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
