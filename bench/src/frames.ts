/** A text that came, as bytes, and when by the clock of this process. */
export type Heard = { readonly data: Buffer; readonly at: number };

export type Frames = {
  readonly take: (text: string, at: number) => void;
  readonly all: readonly Heard[];
};

/**
 * Keeps what comes for after the run, in one block that is there before it: what measures shares the processor with
 * what it measures, and its collector of garbage would show as latency.
 * @param bytes of all texts together at most; `take` throws when more comes
 */
export const createFrames = (bytes: number): Frames => {
  // Filled, so that the pages are there before the first text comes.
  const block = Buffer.alloc(bytes, 1);
  const all: Heard[] = [];
  let used = 0;
  return {
    all,
    take(text, at) {
      if (used + 3 * text.length > bytes)
        throw new Error(`more came than the ${bytes} bytes that are there for it`);
      const length = block.write(text, used);
      all.push({ data: block.subarray(used, used + length), at });
      used += length;
    },
  };
};
