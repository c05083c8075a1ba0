export type Person = {
  readonly id?: string;
  readonly name?: string;
  readonly presence?: {
    readonly presenceDefinition?: {
      readonly systemPresence?: string;
    };
  };
};
export type Colleague = {
  readonly id: string;
  readonly name: string;
  /** As `plainPresence` spells it; empty when nothing is known. */
  readonly presence: string;
  /** Likely to notice. */
  readonly online: boolean;
};
/** Everybody but oneself, who can answer soonest first. */
export declare const toColleagues: (
  people: readonly Person[],
  ownId: string,
) => readonly Colleague[];
