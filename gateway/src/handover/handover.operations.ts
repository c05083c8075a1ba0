import {
  type Call,
  gatewayOperations,
  type Handler,
  handle,
  handoverProviderOperations,
  type OperationSpec,
  webhookSignature,
} from '@tandem/contract';
import type { WebhookGate } from '../limits/index.ts';
import { chatwootKind } from './chatwoot/index.ts';
import { handoverErrors } from './handover.errors.ts';
import type { IncomingWebhook, OwnedWebhook, Received } from './handover.receive.ts';
import type { EndSignal } from './provider.model.ts';
import { webhookKind } from './webhook/index.ts';

type Asked = Pick<Call, 'params' | 'address'>;

const doorOf =
  (kind: string) =>
  ({ params, address }: Asked) => ({
    address,
    door: `${kind} ${(params as Readonly<Record<string, string>>)['ownerId'] ?? ''}`,
  });

/** @throws what `refusal` makes of what is wrong */
const parse = (rawBody: Buffer | undefined, refusal: (problem: string) => Error) => {
  if (!rawBody) throw refusal('the body is empty');
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    return { rawBody, body };
  } catch {
    throw refusal('the body must be JSON');
  }
};

type Doors = {
  readonly gate: WebhookGate;
  readonly readSignal: (body: unknown) => EndSignal | null;
  readonly hear: (heard: IncomingWebhook & { readonly signal: EndSignal }) => Promise<Received>;
  readonly receive: (incoming: IncomingWebhook) => Promise<Received>;
  /** The same at the address of one provider or endpoint. */
  readonly receiveOwned: (kind: string, incoming: OwnedWebhook) => Promise<Received>;
};

/** The address that all tenants share. */
const sharedDoor = (deps: Doors): Handler => {
  const knockOf = (asked: Asked) => ({ ...doorOf('genesys')(asked), shared: true });
  return handle(
    gatewayOperations.postHandoverGenesysCloudOM,
    async (call) => {
      await deps.gate.pass(knockOf(call), async (passing) => {
        const { rawBody, headers, address } = call;
        const incoming = { ...parse(rawBody, () => handoverErrors.badBody()), headers, passing };
        // What is signed is a message, whatever it looks like.
        const signed = webhookSignature.header.toLowerCase() in headers;
        const signal = signed ? null : deps.readSignal(incoming.body);
        if (!signal) return deps.receive(incoming);
        deps.gate.signal(address);
        return deps.hear({ ...incoming, signal });
      });
      return { status: 200 };
    },
    { raw: true, admit: (asked) => deps.gate.admit(knockOf(asked)) },
  );
};

/** The address contact centres deliver to. The body is parsed only here: its signature covers the bytes. */
export const handoverHandlers = (deps: Doors): readonly Handler[] => {
  const owned = (operation: OperationSpec, kind: string): Handler => {
    const knockOf = doorOf(kind);
    return handle(
      operation,
      async (call) => {
        await deps.gate.pass(knockOf(call), async (passing) => {
          const { rawBody, headers, params, query } = call;
          const { token } = query as { readonly token?: string };
          const { ownerId = '' } = params as Readonly<Record<string, string>>;
          const told = parse(rawBody, (problem) => handoverErrors.badDelivery({ problem }));
          return deps.receiveOwned(kind, { ...told, headers, passing, token, ownerId });
        });
        return { status: 200 };
      },
      { raw: true, admit: (asked) => deps.gate.admit(knockOf(asked)) },
    );
  };
  return [
    sharedDoor(deps),
    owned(handoverProviderOperations.postHandoverWebhook, webhookKind),
    owned(handoverProviderOperations.postHandoverChatwoot, chatwootKind),
  ];
};
