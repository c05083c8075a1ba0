import type { IncomingHttpHeaders } from 'node:http';
import type { Log } from '@tandem/kit';

type Connection = {
  readonly headers: IncomingHttpHeaders;
  /** Network address of whoever connected: the proxy, if there is one. */
  readonly peer: string;
};

export type ForwardingWatch = {
  readonly note: (connection: Connection) => void;
  /** How many requests came in so, for monitoring and `doctor`. */
  readonly figure: { readonly name: string; readonly help: string; readonly value: () => number };
};

export const forwardingFigure = 'tandem_http_forwarding_not_believed';

const announcing = ['x-forwarded-for', 'x-real-ip', 'forwarded'];

/**
 * Notices a proxy that nobody declared: to limits and logs all its callers are one. Told of once, since anybody may
 * send the header.
 */
export const createForwardingWatch = (deps: {
  readonly isTrustedProxy: (address: string) => boolean;
  readonly log: Log;
}): ForwardingWatch => {
  let seen = 0;
  return {
    note({ headers, peer }) {
      if (announcing.every((name) => headers[name] === undefined)) return;
      if (deps.isTrustedProxy(peer)) return;
      seen += 1;
      if (seen > 1) return;
      deps.log.warn(
        { peer },
        'forwarding headers of an address that is not believed: if it is your proxy, name it in TANDEM_TRUSTED_PROXIES, else all callers behind it count as one',
      );
    },
    figure: {
      name: forwardingFigure,
      help: 'Requests with forwarding headers of an address that TANDEM_TRUSTED_PROXIES does not name',
      value: () => seen,
    },
  };
};
