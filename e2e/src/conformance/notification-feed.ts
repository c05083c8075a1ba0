import { WebSocket } from 'ws';
import { until } from '../harness/waiting.ts';

export type Frame = {
  readonly topicName: string;
  readonly version?: string;
  readonly eventBody: Record<string, unknown>;
  readonly metadata?: { readonly CorrelationId?: string };
};

export type Feed = Disposable & {
  readonly frames: readonly Frame[];
  readonly send: (message: unknown) => void;
  readonly closed: () => boolean;
  /** Looks from here on only; what came before stays in `frames`. */
  readonly forget: () => void;
  /** The first frame that fits. */
  readonly frame: (what: string, fits: (frame: Frame) => boolean) => Promise<Frame>;
};

/** The socket of a notification channel, as an application opens it. */
export const openFeed = async (connectUri: string): Promise<Feed> => {
  const frames: Frame[] = [];
  let from = 0;
  const socket = new WebSocket(connectUri);
  socket.on('message', (data) => frames.push(JSON.parse(String(data)) as Frame));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return {
    frames,
    send: (message) => socket.send(JSON.stringify(message)),
    closed: () => socket.readyState === WebSocket.CLOSED,
    forget: () => {
      from = frames.length;
    },
    frame: (what, fits) =>
      until(`frame: ${what}`, () => frames.slice(from).find(fits), {
        withinMs: 10_000,
        everyMs: 5,
      }),
    [Symbol.dispose]: () => socket.terminate(),
  };
};
