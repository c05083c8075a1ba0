import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  createWebSocketClient,
  type EgressGuard,
  type EgressRule,
  type HttpClient,
  parseEgressRule,
  type WebSocketClient,
} from '@tandem/kit';

/** All outbound calls of the process: one guard, one pool. */
export type Outbound = {
  readonly guard: EgressGuard;
  readonly http: HttpClient;
  readonly sockets: WebSocketClient;
  /** Lets the halves of this process reach each other on its own port, whatever its address. */
  readonly allowOwn: (url: string) => void;
  readonly close: () => Promise<void>;
};

export const openOutbound = (allow: readonly EgressRule[], clock: Clock): Outbound => {
  const rules = [...allow];
  const guard = createEgressGuard({ allow: rules });
  const http = createHttpClient({ guard });
  const sockets = createWebSocketClient({ guard, clock });
  return {
    guard,
    http,
    sockets,
    allowOwn: (url) => void rules.push(parseEgressRule(new URL(url).host)),
    async close() {
      await Promise.all([http.close(), sockets.close()]);
    },
  };
};
