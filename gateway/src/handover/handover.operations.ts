import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import { handoverErrors } from './handover.errors.ts';
import type { IncomingWebhook, Received } from './handover.receive.ts';

const parse = (rawBody: Buffer): unknown => {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw handoverErrors.badBody();
  }
};

/** The address contact centres deliver to. The body is parsed only here: its signature covers the bytes. */
export const handoverHandlers = (deps: {
  receive: (incoming: IncomingWebhook) => Promise<Received>;
}): readonly Handler[] => [
  handle(
    gatewayOperations.postHandoverGenesysCloudOM,
    async ({ rawBody, headers }) => {
      if (!rawBody) throw handoverErrors.badBody();
      await deps.receive({ rawBody, headers, body: parse(rawBody) });
      return { status: 200 };
    },
    { raw: true },
  ),
];
