/** At most so many at once; who comes later waits in order. */
export type Slots = <T>(run: () => Promise<T>) => Promise<T>;

export const createSlots = (most: number): Slots => {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const enter = async () => {
    if (taken < most) {
      taken += 1;
      return;
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    // The place goes over to the next one.
    if (next) next();
    else taken -= 1;
  };
  return async (run) => {
    await enter();
    try {
      return await run();
    } finally {
      leave();
    }
  };
};
