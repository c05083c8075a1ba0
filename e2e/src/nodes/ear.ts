import { until } from '../harness/waiting.ts';

type Frame = { readonly topicName: string; readonly eventBody: Record<string, unknown> };

/** A notification socket that keeps what it hears. */
export type Ear = Disposable & {
  readonly hears: (what: string, fits: (frame: Frame) => boolean) => Promise<Frame>;
};

export const openEar = async (connectUri: string): Promise<Ear> => {
  const frames: Frame[] = [];
  const socket = new WebSocket(connectUri);
  socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(String(data)) as Frame));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error(`${connectUri} is not served`)), {
      once: true,
    });
  });
  return {
    hears: (what, fits) => until(what, () => frames.find(fits), { withinMs: 30_000 }),
    [Symbol.dispose]: () => socket.close(),
  };
};
