import type {
  OpenInboundMessageMessagingChannel,
  OpenInboundNormalizedMessage,
  OpenInboundStructuredResponseMessage,
  OpenMessagingFromRecipient,
} from '@tandem/contract';
import type { Clock, Ids, Log } from '@tandem/kit';
import { partOf } from '@tandem/lanes';
import { chosenFiles, type FileToFetch } from './file-fetch.rules.ts';
import type { Acceptor } from './inbound.acceptor.ts';
import {
  attributesOf,
  boundedKey,
  checkSender,
  checkTime,
  customerKeyOf,
  customerOf,
  orderedHex32,
} from './inbound.rules.ts';
import type { Accepted, InboundItem, Reason } from './inbound.types.ts';
import { type AdmittedAttachment, admitContent } from './inbound-content.rules.ts';
import type { IntegrationConfig, IntegrationConfigs } from './integration-config.ts';
import { messagingErrors } from './messaging.errors.ts';

/** A typing event of a customer, fresh enough to be shown. */
export type CustomerTyping = {
  readonly org: string;
  readonly integrationId: string;
  readonly customerKey: string;
  readonly at: Date;
  readonly durationMs: number;
};

export type InboundDeps = {
  readonly configs: IntegrationConfigs;
  readonly acceptor: Acceptor;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** The external contact of a customer; null: there is none to be had. */
  readonly contactOf: (
    scope: { org: string; integrationId: string; externalSource: string | null },
    sender: OpenMessagingFromRecipient,
  ) => Promise<string | null>;
  /** Whether files are fetched and kept, or stay at the channel's addresses. */
  readonly keepsFiles: boolean;
  /** Shows the customer's typing to the agent; never stored, never repeated. */
  readonly relayTyping: (typing: CustomerTyping) => Promise<void>;
};

export type Caller = { readonly org: string; readonly correlationId: string };

/** @throws messagingErrors.notFound (404) for integrations of other organisations too */
export const requireConfig = async (
  { configs }: Pick<InboundDeps, 'configs'>,
  org: string,
  integrationId: string,
): Promise<IntegrationConfig> => {
  const config = await configs(integrationId);
  if (config?.org !== org) throw messagingErrors.notFound();
  return config;
};

/** The channel as answers and stored messages show it. */
export const channelOf = (
  config: IntegrationConfig,
  channel: OpenInboundMessageMessagingChannel,
) => ({
  id: config.id,
  platform: 'Open' as const,
  type: 'Private' as const,
  ...(channel.messageId === undefined ? {} : { messageId: channel.messageId }),
  to: { id: config.id },
  from: channel.from,
  time: channel.time,
  ...(channel.metadata === undefined ? {} : { metadata: channel.metadata }),
});

type Normalised = Readonly<Record<string, unknown>> & { readonly id: string };

type Draft = {
  readonly config: IntegrationConfig;
  readonly channel: OpenInboundMessageMessagingChannel;
  readonly caller: Caller;
  readonly text: string;
  readonly payload?: string;
  readonly contact: string | null;
  readonly files?: readonly FileToFetch[];
  readonly refused: Reason | null;
  readonly normalised: Normalised;
  /** What the stored message holds besides what the middleware is answered. */
  readonly kept?: Readonly<Record<string, unknown>>;
  readonly at: Date;
};

const toItem = (draft: Draft): InboundItem => {
  const { config, channel, caller, text, payload, contact, files, refused, normalised, kept, at } =
    draft;
  const customerKey = customerKeyOf(channel.from);
  return {
    org: config.org,
    integrationId: config.id,
    part: partOf(`${config.id} ${customerKey}`),
    customerKey,
    customer: customerOf(channel.from),
    threadingMs: config.threadingMs,
    id: normalised.id,
    key: channel.messageId ? boundedKey(channel.messageId) : null,
    body: JSON.stringify({ ...normalised, ...kept, direction: 'Inbound' }),
    input: {
      kind: 'message',
      integration: config.id,
      messageId: normalised.id,
      at: at.toISOString(),
      text,
      ...(payload === undefined ? {} : { payload }),
      ...(files?.length ? { files } : {}),
      ...(contact === null ? {} : { contact }),
      attributes: attributesOf(channel),
      refused,
      correlationId: caller.correlationId,
    },
  };
};

/** Attachments with the ids of the files that are fetched for them, and what is said of the others. */
const named = ({ ids, keepsFiles }: InboundDeps, admitted: readonly AdmittedAttachment[]) => {
  const { chosen, left } = chosenFiles(keepsFiles ? admitted : []);
  const attachments = admitted.map((one) =>
    chosen.has(one) ? { ...one, attachment: { ...one.attachment, id: ids.uuid() } } : one,
  );
  const files = attachments.flatMap(({ attachment }, index): FileToFetch[] => {
    if (attachment === admitted[index]?.attachment || !attachment.id) return [];
    const { id, url, mime, filename = null, sha256 = null } = attachment;
    return [{ id, url, mime, filename, sha256 }];
  });
  return { attachments, files, left };
};

const contactOf = async (
  deps: InboundDeps,
  { org, id, identity }: IntegrationConfig,
  sender: OpenMessagingFromRecipient,
): Promise<string | null> =>
  identity ? deps.contactOf({ org, integrationId: id, ...identity }, sender) : null;

type Stored<T> = { readonly message: T & { readonly id: string }; readonly accepted: Accepted };

/**
 * Stores a message of a customer. A repeat of the channel's message id answers the original's id.
 * @throws messagingErrors.* (400, 404, 503)
 */
export async function acceptMessage(
  deps: InboundDeps,
  caller: Caller,
  input: { readonly config: IntegrationConfig; readonly body: OpenInboundNormalizedMessage },
) {
  const { config, body } = input;
  checkTime(body.channel.time);
  checkSender(body.channel.from);
  const { attachments: admitted, others, dropped } = admitContent(body, config);
  const { attachments, files, left } = named(deps, admitted);
  const reasons = [...dropped, ...left];
  const contact = await contactOf(deps, config, body.channel.from);
  const at = deps.clock.now();
  const message = {
    id: orderedHex32(at, deps.ids.hex32()),
    channel: channelOf(config, body.channel),
    type: 'Text' as const,
    ...(body.text === undefined ? {} : { text: body.text }),
    ...(attachments.length === 0 ? {} : { content: [...attachments] }),
    ...(body.metadata === undefined ? {} : { metadata: body.metadata }),
  };
  const accepted = await deps.acceptor.message(
    toItem({
      config,
      caller,
      contact,
      channel: body.channel,
      text: body.text ?? '',
      files,
      refused: dropped[0] ?? null,
      normalised: message,
      kept: {
        ...(others.length === 0 ? {} : { content: [...attachments, ...others] }),
        ...(reasons.length === 0 ? {} : { reasons }),
      },
      at,
    }),
  );
  return { message: { ...message, id: accepted.id }, accepted } satisfies Stored<typeof message>;
}

/** Stores the customer's choice on a structured message. @throws messagingErrors.* (400, 404, 503) */
export async function acceptStructuredResponse(
  deps: InboundDeps,
  caller: Caller,
  input: {
    readonly config: IntegrationConfig;
    readonly body: OpenInboundStructuredResponseMessage;
  },
) {
  const { config, body } = input;
  checkTime(body.channel.time);
  checkSender(body.channel.from);
  const contact = await contactOf(deps, config, body.channel.from);
  const at = deps.clock.now();
  const message = {
    id: orderedHex32(at, deps.ids.hex32()),
    channel: channelOf(config, body.channel),
    type: 'Structured' as const,
    direction: 'Inbound' as const,
    content: [{ contentType: 'ButtonResponse' as const, buttonResponse: body.buttonResponse }],
  };
  const accepted = await deps.acceptor.message(
    toItem({
      config,
      caller,
      contact,
      channel: body.channel,
      text: body.buttonResponse.text,
      payload: body.buttonResponse.payload,
      refused: null,
      normalised: message,
      kept: {
        content: [
          {
            contentType: 'ButtonResponse',
            buttonResponse: {
              ...body.buttonResponse,
              originatingMessageId: body.originatingMessageId,
            },
          },
        ],
      },
      at,
    }),
  );
  return { message: { ...message, id: accepted.id }, accepted } satisfies Stored<typeof message>;
}
