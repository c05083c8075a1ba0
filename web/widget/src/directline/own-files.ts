import type { Tabs } from './ports.ts';

const nameOf = (clientId: string) => `tandem-files-${clientId}`;

/** Messages whose files this tab has: no other tab can send them, or knows whether they are lost. */
export class OwnFiles {
  readonly #tabs: Tabs;
  readonly #held = new Map<string, () => void>();

  constructor(tabs: Tabs) {
    this.#tabs = tabs;
  }

  hold(clientId: string): void {
    if (this.#held.has(clientId)) return;
    const over = new Promise<void>((letGo) => this.#held.set(clientId, letGo));
    this.#tabs.hold(nameOf(clientId), over);
  }

  /** Lets go of all but these. */
  holdOnly(clientIds: ReadonlySet<string>): void {
    for (const [clientId, letGo] of this.#held) {
      if (clientIds.has(clientId)) continue;
      this.#held.delete(clientId);
      letGo();
    }
  }

  /** Resolves when no tab has the files of the message any more. */
  free(clientId: string, signal: AbortSignal): Promise<void> {
    return this.#tabs.free(nameOf(clientId), signal);
  }
}
