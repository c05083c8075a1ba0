import type { OpenInboundNormalizedEvent, OpenInboundNormalizedReceipt } from '@tandem/contract';
import { checkSender, checkTime, customerKeyOf, orderedHex32 } from './inbound.rules.ts';
import { type Caller, channelOf, type InboundDeps } from './inbound.usecases.ts';
import type { IntegrationConfig } from './integration-config.ts';
import { messagingErrors } from './messaging.errors.ts';

const messageId = /^[0-9a-f]{32}$/i;

/** Stores what became of an outbound message. @throws messagingErrors.notFound (404) */
export async function acceptReceipt(
  deps: InboundDeps,
  caller: Caller,
  input: {
    readonly config: IntegrationConfig;
    readonly body: Pick<OpenInboundNormalizedReceipt, 'id' | 'reasons' | 'isFinalReceipt'> & {
      readonly status: string;
      readonly channel: { readonly time: string };
    };
  },
): Promise<void> {
  const { config, body } = input;
  checkTime(body.channel.time);
  const id = body.id.replaceAll('-', '').toLowerCase();
  if (!messageId.test(id)) throw messagingErrors.notFound();
  const known = await deps.acceptor.receipt({
    org: config.org,
    integrationId: config.id,
    messageId: id,
    input: {
      kind: 'receipt',
      integration: config.id,
      messageId: id,
      at: deps.clock.now().toISOString(),
      status: body.status,
      reasons: (body.reasons ?? []).map(({ code, message }) => ({
        code: code ?? 'GeneralError',
        message: message ?? '',
      })),
      isFinal: body.isFinalReceipt ?? false,
      correlationId: caller.correlationId,
    },
  });
  if (!known) throw messagingErrors.notFound();
}

/** Typing older than this is no news any more. */
const freshMs = 5_000;

/** Relays typing when it is fresh and the integration's settings let it through; failures are nobody's concern. */
export async function acceptTyping(
  deps: InboundDeps,
  input: { readonly config: IntegrationConfig; readonly body: OpenInboundNormalizedEvent },
) {
  const { config, body } = input;
  const { channel } = body;
  checkTime(channel.time);
  checkSender(channel.from);
  const now = deps.clock.now();
  if (config.typing.inbound && now.getTime() - Date.parse(channel.time) < freshMs) {
    await deps
      .relayTyping({
        org: config.org,
        integrationId: config.id,
        customerKey: customerKeyOf(channel.from),
        at: now,
        durationMs: freshMs,
      })
      .catch((error) => deps.log.warn({ err: error }, 'typing was not relayed'));
  }
  return {
    id: orderedHex32(now, deps.ids.hex32()),
    channel: channelOf(config, channel),
    type: 'Event' as const,
    events: body.events.map(({ eventType }) => ({
      eventType,
      typing: { type: 'On' as const, duration: freshMs },
    })),
  };
}
