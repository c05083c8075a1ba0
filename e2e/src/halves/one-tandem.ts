import { startTandem, type TestTandem } from '../harness/tandem.ts';
import {
  addGatewayClient,
  type Desk,
  type Named,
  setUpContactCentre,
  startDesk,
} from './contact-centre.ts';

const webhookSecret = 'the webhook secret of both halves in one';

/** Gateway and platform in one process, set up for each other, and Grace at the desk. */
export type OneTandem = AsyncDisposable & {
  readonly tandem: TestTandem;
  /** The queue that endpoints hand over to. */
  readonly service: Named;
  readonly grace: Desk;
  /** An endpoint with the demo bot that hands over; answers its address for chats. */
  readonly endpoint: (input: {
    readonly name: string;
    readonly settings?: Readonly<Record<string, unknown>>;
  }) => Promise<string>;
};

/** @param further permissions of the bot side beyond the documented minimum */
export const startOneTandem = async (further: readonly string[] = []): Promise<OneTandem> => {
  const tandem = await startTandem({ TANDEM_EGRESS_ALLOW: '127.0.0.1' });
  const { admin, url } = tandem;
  const webhookUrl = `${url}/handover/genesysCloudOM`;
  const { integration, service } = await setUpContactCentre(admin, { webhookUrl, webhookSecret });
  const client = await addGatewayClient(admin, { name: 'Bot side', further });
  const grace = await startDesk(admin, { name: 'Grace', queues: [service] });
  return {
    ...{ tandem, service, grace },
    async endpoint({ name, settings = {} }) {
      const { token } = await admin.ok<{ token: string }>('POST', '/tandem/gateway/endpoints', {
        ...{ name, bot: { kind: 'demo' } },
        handover: {
          kind: 'genesys-cloud-open-messaging',
          settings: {
            ...{ host: url, deploymentName: integration.name, queue: service.name },
            ...{ webhookSecret, ...client, ...settings },
          },
        },
      });
      return `${url}/endpoints/${token}`;
    },
    [Symbol.asyncDispose]: () => tandem[Symbol.asyncDispose](),
  };
};
