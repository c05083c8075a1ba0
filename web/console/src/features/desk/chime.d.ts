/** Short tones one after another, made on the spot: no sound file to load. `volume` goes from 0 to 100. */
export declare function chime(tones: readonly number[], volume: number): void;
export declare const OFFER_TONES: readonly [660, 880];
export declare const MESSAGE_TONES: readonly [520];
