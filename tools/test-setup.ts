import { vi } from 'vitest';

/** As long as `expect.poll` and the browser wait: a wait ends as soon as what it waits for is there. */
const PATIENCE_MS = 15_000;

const { waitFor } = vi;

/**
 * `vi.waitFor` gives up after a second by itself, which a busy machine takes at times; no setting changes that. What a
 * test asks for counts where it is longer.
 */
vi.waitFor = (callback, options) => {
  const asked = typeof options === 'number' ? { timeout: options } : options;
  return waitFor(callback, { ...asked, timeout: Math.max(PATIENCE_MS, asked?.timeout ?? 0) });
};
