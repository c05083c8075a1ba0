import type { BenchApi, TandemProcess } from './tandem.ts';

type Opened = {
  readonly token: string;
  readonly marks: { readonly revision: number; readonly seq: number };
};
type News = {
  readonly tiles: readonly {
    readonly content: { readonly type: string; readonly query?: string };
  }[];
};

/** When something was said in a chat, on the clock of this process. */
export type SaidAt = (chat: string, text: string) => number | undefined;

/** Workspaces of the copilot that agents look at. */
export type Workspaces = {
  /**
   * From what customers said to the tile that shows what is known about it, in ms. Where more was said before it was
   * shown, only the last is.
   * @param last what was said last in each chat. @throws when a workspace does not show that
   */
  readonly latencies: (saidAt: SaidAt, last: string) => number[];
  readonly close: () => void;
};

type Shown = { readonly text: string; readonly at: number };

const openOne = async (
  { port }: Pick<TandemProcess, 'port'>,
  api: BenchApi,
  chat: string,
): Promise<{ readonly socket: WebSocket; readonly shown: readonly Shown[] }> => {
  const path = `/tandem/gateway/conversations/${chat}/copilot`;
  const { searchParams } = new URL((await api.call<{ url: string }>('POST', path)).url);
  const link = Object.fromEntries(searchParams);
  const { token, marks } = await api.call<Opened>('POST', '/copilot/api/open', link);
  const query = new URLSearchParams({
    ...{ t: token, revision: String(marks.revision), seq: String(marks.seq) },
  });
  const socket = new WebSocket(`ws://127.0.0.1:${port}/copilot/api/stream?${query}`);
  const shown: Shown[] = [];
  socket.addEventListener('message', ({ data }) => {
    const at = performance.now();
    if (!data) return;
    for (const { content } of (JSON.parse(String(data)) as News).tiles)
      if (content.type === 'knowledge') shown.push({ text: content.query ?? '', at });
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('a workspace is not served')));
  });
  return { socket, shown };
};

/** Opens the workspace of each of the chats, as the agents who have them do. */
export const openWorkspaces = async (
  tandem: Pick<TandemProcess, 'port'>,
  api: BenchApi,
  chats: readonly string[],
): Promise<Workspaces> => {
  const pages = await Promise.all(
    chats.map(async (chat) => ({ chat, ...(await openOne(tandem, api, chat)) })),
  );
  return {
    latencies: (saidAt, last) =>
      pages.flatMap(({ chat, shown }) => {
        if (shown.at(-1)?.text !== last) throw new Error('a workspace does not show the last word');
        return shown.flatMap(({ text, at }) => {
          const said = saidAt(chat, text);
          return said === undefined ? [] : [at - said];
        });
      }),
    close() {
      for (const { socket } of pages) socket.close();
    },
  };
};
