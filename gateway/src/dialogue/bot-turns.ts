/** Turns of bots that keep their place in the dialogue, and news that does not, one by one in each session. */
export type BotTurns = {
  /** A turn that somebody waits for: news that the bot is being told is broken off. */
  readonly take: <T>(session: number, run: () => Promise<T>) => Promise<T>;
  /** Tells the bot news. Null: it was not told, because of a turn. */
  readonly tell: <T>(
    session: number,
    run: (signal: AbortSignal) => Promise<T>,
  ) => Promise<T | null>;
};

/** One node has all work of a session, so what is under way is known here. */
export const createBotTurns = (): BotTurns => {
  const taking = new Set<number>();
  const telling = new Map<
    number,
    { readonly breakOff: () => void; readonly over: Promise<void> }
  >();
  return {
    async take(session, run) {
      taking.add(session);
      try {
        const news = telling.get(session);
        news?.breakOff();
        await news?.over;
        return await run();
      } finally {
        taking.delete(session);
      }
    },
    async tell(session, run) {
      if (taking.has(session)) return null;
      const broken = new AbortController();
      const { promise: over, resolve } = Promise.withResolvers<void>();
      telling.set(session, { breakOff: () => broken.abort(), over });
      try {
        const told = await run(broken.signal);
        return broken.signal.aborted ? null : told;
      } catch (error) {
        if (broken.signal.aborted) return null;
        throw error;
      } finally {
        telling.delete(session);
        resolve();
      }
    },
  };
};
