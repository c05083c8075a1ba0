import type { KeyValue } from '../directline/ports.ts';
import type { Privacy } from '../embed/options.ts';

/** Whether the visitor has agreed to the privacy notice. Another notice is agreed to anew. */
export class Consent {
  readonly #storage: KeyValue;
  readonly #key: string;
  readonly #notice: string;
  #given: boolean;

  constructor(init: { storage: KeyValue; endpoint: string; privacy?: Privacy | undefined }) {
    this.#storage = init.storage;
    this.#key = `tandem-consent:${init.endpoint}`;
    const { privacy } = init;
    this.#notice = `${privacy?.text ?? ''}|${privacy?.url ?? ''}`;
    this.#given = !privacy?.consent || this.#stored() === this.#notice;
  }

  get isGiven(): boolean {
    return this.#given;
  }

  give(): void {
    this.#given = true;
    try {
      this.#storage.setItem(this.#key, this.#notice);
    } catch {
      // Where storage is forbidden it counts for this page.
    }
  }

  #stored(): string | null {
    try {
      return this.#storage.getItem(this.#key);
    } catch {
      return null;
    }
  }
}
