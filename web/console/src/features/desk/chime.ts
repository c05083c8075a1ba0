/** Loudest tone; more hurts in a headset. */
const LOUDEST = 0.4;

/** Short tones one after another, made on the spot: no sound file to load. `volume` goes from 0 to 100. */
export function chime(tones: readonly number[], volume: number): void {
  if (volume <= 0) return;
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.setValueAtTime((LOUDEST * volume) / 100, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.6);
  gain.connect(context.destination);
  for (const [index, frequency] of tones.entries()) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(context.currentTime + index * 0.18);
    tone.stop(context.currentTime + index * 0.18 + 0.3);
  }
  setTimeout(() => void context.close(), 1000);
}

export const OFFER_TONES = [660, 880] as const;
export const MESSAGE_TONES = [520] as const;
