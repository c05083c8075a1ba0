import { join } from 'node:path';
import { testFolder } from '@tandem/kit/testing';
import { type Api, createApi } from '../harness/api.ts';
import { type ServerProcess, startProcess } from '../harness/server-process.ts';
import { addGatewayClient, setUpContactCentre } from './contact-centre.ts';

export const webhookSecret = 'the secret of both halves together';

export type Endpoint = { readonly id: string; readonly token: string; readonly webhookUrl: string };

/** Gateway and platform as two processes on two databases, each with its own administrator. */
export type TwoHalves = AsyncDisposable & {
  readonly gateway: { readonly process: ServerProcess; readonly admin: Api };
  readonly platform: { readonly process: ServerProcess; readonly admin: Api };
  readonly centre: Awaited<ReturnType<typeof setUpContactCentre>>;
  /** An endpoint of the gateway with the demo bot; answers its address for chats. */
  readonly endpoint: (input: {
    name: string;
    queue?: string;
    settings?: Record<string, unknown>;
  }) => Promise<{ readonly endpoint: Endpoint; readonly base: string }>;
};

const startHalf = async (half: 'gateway' | 'platform') => {
  const folder = await testFolder({ on: 'disk' });
  const email = `admin@${half}.example`;
  const password = `the password of the ${half}`;
  const process = await startProcess({
    TANDEM_DATA: join(folder.path, 'data'),
    TANDEM_HALVES: half,
    TANDEM_ORG_NAME: `The ${half}`,
    TANDEM_ADMIN_EMAIL: email,
    TANDEM_ADMIN_PASSWORD: password,
  });
  const admin = await createApi(process.url).signIn({ email, password });
  const end = async () => {
    await process.stop();
    await folder[Symbol.asyncDispose]();
  };
  return { process, admin, end };
};

/** Starts both halves; they know of each other only what their administrators tell them. */
export const startTwoHalves = async (): Promise<TwoHalves> => {
  const [gateway, platform] = await Promise.all([startHalf('gateway'), startHalf('platform')]);
  const centre = await setUpContactCentre(platform.admin, {
    webhookUrl: `${gateway.process.url}/handover/genesysCloudOM`,
    webhookSecret,
  });
  const minimum = await addGatewayClient(platform.admin, { name: 'Bot side' });
  return {
    gateway,
    platform,
    centre,
    async endpoint({ name, queue, settings = {} }) {
      const endpoint = await gateway.admin.ok<Endpoint>('POST', '/tandem/gateway/endpoints', {
        name,
        bot: { kind: 'demo' },
        handover: {
          kind: 'genesys-cloud-open-messaging',
          settings: {
            host: platform.process.url,
            deploymentName: centre.integration.name,
            ...(queue === undefined ? {} : { queue }),
            webhookSecret,
            ...minimum,
            ...settings,
          },
        },
      });
      return { endpoint, base: `${gateway.process.url}/endpoints/${endpoint.token}` };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([gateway.end(), platform.end()]);
    },
  };
};
