import type { ActivitySet } from '@tandem/contract';
import { asFailure } from './errors.ts';
import type { Ports, SocketLike } from './ports.ts';

/** How a socket ended: `refused` never opened, `collision` made room for another one of the same conversation. */
export type SocketEnd = 'opened' | 'refused' | 'collision';

interface SocketRun {
  readonly url: string;
  readonly ports: Pick<Ports, 'openSocket' | 'clock' | 'network'>;
  readonly signal: AbortSignal;
  readonly onOpen: () => Promise<void>;
  readonly onSet: (set: ActivitySet) => void;
}

const KEEP_ALIVE_MS = 20_000;
const OPEN_WITHIN_MS = 15_000;
/** A server that sends keep-alives and then falls silent for this long is not there any more. */
const SILENCE_MS = 90_000;

/**
 * Runs one socket from opening to close. What arrives while `onOpen` fetches the past is held back and handed
 * over after it, so the order is kept.
 * @throws DirectLineFailure when `onOpen` fails.
 */
export function runSocket(run: SocketRun): Promise<SocketEnd> {
  if (run.signal.aborted) return Promise.resolve('opened');
  return new Promise((resolve, reject) => {
    const socket = run.ports.openSocket(run.url);
    const close = () => socket.close();
    const timers = new SocketTimers(run.ports.clock, socket);
    const stopWatching = run.ports.network.onChange(() => {
      // A socket does not notice that the cable was pulled; the browser does.
      if (!run.ports.network.online()) close();
    });
    let held: ActivitySet[] | undefined = [];
    let opened = false;

    const release = () => {
      for (const set of held ?? []) run.onSet(set);
      held = undefined;
    };
    socket.onopen = () => {
      opened = true;
      timers.opened();
      run.onOpen().then(release, (error: unknown) => {
        reject(asFailure(error));
        close();
      });
    };
    socket.onmessage = ({ data }) => {
      timers.heard(data === '');
      const set = readFrame(data);
      if (set && held) held.push(set);
      else if (set) run.onSet(set);
    };
    socket.onclose = ({ reason }) => {
      timers.clear();
      stopWatching();
      run.signal.removeEventListener('abort', close);
      if (reason === 'collision') resolve('collision');
      else resolve(opened ? 'opened' : 'refused');
    };
    socket.onerror = () => {};
    run.signal.addEventListener('abort', close);
  });
}

/** Frames that are no ActivitySet (keep-alives, a newer protocol's additions) are skipped. */
function readFrame(data: unknown): ActivitySet | undefined {
  if (typeof data !== 'string' || data.trim() === '') return undefined;
  try {
    const set = JSON.parse(data) as Partial<ActivitySet>;
    return Array.isArray(set.activities) ? (set as ActivitySet) : undefined;
  } catch {
    return undefined;
  }
}

class SocketTimers {
  readonly #clock: Ports['clock'];
  readonly #socket: SocketLike;
  #cancelKeepAlive: () => void = () => {};
  #cancelDeadline: () => void;
  #expectsKeepAlive = false;

  constructor(clock: Ports['clock'], socket: SocketLike) {
    this.#clock = clock;
    this.#socket = socket;
    this.#cancelDeadline = clock.after(OPEN_WITHIN_MS, () => socket.close());
  }

  opened(): void {
    this.#cancelDeadline();
    this.#keepAlive();
  }

  heard(keepAlive: boolean): void {
    this.#expectsKeepAlive ||= keepAlive;
    if (!this.#expectsKeepAlive) return;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(SILENCE_MS, () => this.#socket.close());
  }

  clear(): void {
    this.#cancelDeadline();
    this.#cancelKeepAlive();
  }

  #keepAlive(): void {
    this.#cancelKeepAlive = this.#clock.after(KEEP_ALIVE_MS, () => {
      this.#socket.send('');
      this.#keepAlive();
    });
  }
}
