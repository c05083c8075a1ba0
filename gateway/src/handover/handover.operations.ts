import {
  gatewayOperations,
  type Handler,
  handle,
  handoverProviderOperations,
  webhookSignature,
} from '@tandem/contract';
import { chatwootKind } from './chatwoot/index.ts';
import { handoverErrors } from './handover.errors.ts';
import type { IncomingWebhook, OwnedWebhook, Received } from './handover.receive.ts';
import type { EndSignal } from './provider.model.ts';
import { webhookKind } from './webhook/index.ts';

const parse = (rawBody: Buffer): unknown => {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw handoverErrors.badBody();
  }
};

/** The address contact centres deliver to. The body is parsed only here: its signature covers the bytes. */
export const handoverHandlers = (deps: {
  readonly readSignal: (body: unknown) => EndSignal | null;
  readonly hear: (heard: IncomingWebhook & { readonly signal: EndSignal }) => Promise<Received>;
  readonly receive: (incoming: IncomingWebhook) => Promise<Received>;
  /** The same at the address of one provider or endpoint. */
  readonly receiveOwned: (kind: string, incoming: OwnedWebhook) => Promise<Received>;
}): readonly Handler[] => [
  handle(
    gatewayOperations.postHandoverGenesysCloudOM,
    async ({ rawBody, headers }) => {
      if (!rawBody) throw handoverErrors.badBody();
      const incoming = { rawBody, headers, body: parse(rawBody) };
      // What is signed is a message, whatever it looks like.
      const signed = webhookSignature.header.toLowerCase() in headers;
      const signal = signed ? null : deps.readSignal(incoming.body);
      if (signal) await deps.hear({ ...incoming, signal });
      else await deps.receive(incoming);
      return { status: 200 };
    },
    { raw: true },
  ),
  handle(
    handoverProviderOperations.postHandoverWebhook,
    async ({ rawBody, headers, params: { ownerId } }) => {
      if (!rawBody) throw handoverErrors.badBody();
      const body = parse(rawBody);
      await deps.receiveOwned(webhookKind, { rawBody, headers, body, ownerId });
      return { status: 200 };
    },
    { raw: true },
  ),
  handle(
    handoverProviderOperations.postHandoverChatwoot,
    async ({ rawBody, headers, params: { ownerId }, query: { token } }) => {
      if (!rawBody) throw handoverErrors.badBody();
      const body = parse(rawBody);
      await deps.receiveOwned(chatwootKind, { rawBody, headers, body, ownerId, token });
      return { status: 200 };
    },
    { raw: true },
  ),
];
