import { channelOperations, type Handler, handle } from '@tandem/contract';
import { channelErrors } from './channels.errors.ts';
import { type InboundDeps, shakeHands, takeInbound } from './inbound.usecases.ts';

/** The addresses vendors call. Bodies are believed only when their bytes are signed. */
export const channelInboundHandlers = (deps: InboundDeps): readonly Handler[] => [
  handle(channelOperations.getChannelInbound, ({ params, query }) =>
    shakeHands(deps, params.channelToken, query as Readonly<Record<string, unknown>>),
  ),
  handle(
    channelOperations.postChannelInbound,
    async ({ params, query, headers, rawBody, body, origin }) => {
      if (!rawBody) throw channelErrors.badRequest({ problem: 'the body is empty' });
      const asked = { rawBody, body, headers, origin };
      return takeInbound(deps, params.channelToken, {
        ...asked,
        query: query as Readonly<Record<string, unknown>>,
      });
    },
    { raw: true },
  ),
];
