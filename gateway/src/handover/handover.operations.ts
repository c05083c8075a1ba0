import { gatewayOperations, type Handler, handle, webhookSignature } from '@tandem/contract';
import { handoverErrors } from './handover.errors.ts';
import type { IncomingWebhook, Received } from './handover.receive.ts';
import type { EndSignal } from './provider.model.ts';

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
];
