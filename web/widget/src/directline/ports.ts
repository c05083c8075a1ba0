/** What the client needs from its surroundings; the browser's own in `browser-ports.ts`, real HTTP and sockets in tests. */
export interface Ports {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly openSocket: (url: string) => SocketLike;
  readonly upload: (request: UploadRequest) => Promise<UploadReply>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly storage: KeyValue;
  readonly network: Network;
  readonly tabs: Tabs;
}

export interface Clock {
  readonly now: () => number;
  /** Calls back once after the time; the answer cancels. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

export interface Network {
  readonly online: () => boolean;
  readonly onChange: (listener: () => void) => () => void;
}

/** What the tabs of one browser know of each other. */
export interface Tabs {
  /** This tab has the name until the promise settles, or until the tab is gone. */
  readonly hold: (name: string, until: Promise<unknown>) => void;
  /** Resolves when no tab has the name; at once where tabs know nothing of each other. */
  readonly free: (name: string, signal: AbortSignal) => Promise<void>;
}

export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The part of `WebSocket` that is used. */
export interface SocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(data: string): void;
  close(): void;
}

export interface UploadRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: FormData;
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

export interface UploadReply {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
}
