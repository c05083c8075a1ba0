/** Whether the window is open; the page may change it as well as the visitor. */
export class WindowControl {
  readonly #listeners = new Set<(open: boolean) => void>();
  #open: boolean;

  constructor(open: boolean) {
    this.#open = open;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  set(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    for (const listener of this.#listeners) listener(open);
  }

  subscribe(listener: (open: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
