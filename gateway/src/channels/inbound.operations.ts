import { type Call, channelOperations, type Handler, handle } from '@tandem/contract';
import type { WebhookGate } from '../limits/index.ts';
import { channelErrors } from './channels.errors.ts';
import { type InboundDeps, shakeHands, takeInbound } from './inbound.usecases.ts';

type Asked = Pick<Call, 'params' | 'address'>;

const knockOf = ({ params, address }: Asked) => ({
  address,
  door: `channel ${(params as Readonly<Record<string, string>>)['channelToken']}`,
});

/** The largest that a vendor announces: WhatsApp, 3 MB. */
const bodyLimit = 3 * 1024 * 1024;

/** The addresses vendors call. Bodies are believed only when their bytes are signed. */
export const channelInboundHandlers = (
  deps: InboundDeps & { readonly gate: WebhookGate },
): readonly Handler[] => {
  const admit = (asked: Asked) => deps.gate.admit(knockOf(asked));
  return [
    handle(
      channelOperations.getChannelInbound,
      (call) =>
        deps.gate.pass(knockOf(call), (passing) =>
          shakeHands(
            { ...deps, passing },
            call.params.channelToken,
            call.query as Readonly<Record<string, unknown>>,
          ),
        ),
      { admit },
    ),
    handle(
      channelOperations.postChannelInbound,
      (call) =>
        deps.gate.pass(knockOf(call), async (passing) => {
          const { params, headers, rawBody, body, origin } = call;
          if (!rawBody) throw channelErrors.badRequest({ problem: 'the body is empty' });
          const query = call.query as Readonly<Record<string, unknown>>;
          const asked = { rawBody, body, headers, origin, query };
          return takeInbound({ ...deps, passing }, params.channelToken, asked);
        }),
      { raw: true, bodyLimit, admit },
    ),
  ];
};
