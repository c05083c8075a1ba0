import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Clock, type EgressGuard, PublicError } from '@tandem/kit';
import type { OpenDestination } from '../driver.port.ts';
import { createAwsHttp } from './aws-http.ts';
import { isOfEnvironment, type OfEnvironment, regionOfBus } from './aws-settings.rules.ts';

export type AwsDeps = {
  readonly guard: EgressGuard;
  readonly clock: Clock;
  /** How long a call may take, in milliseconds. Default 8 000. */
  readonly patienceMs?: number;
  /** Who may use the identity that Tandem has at AWS; left out: nobody. */
  readonly ofEnvironment?: OfEnvironment;
};

const connectMs = 3_000;
const defaultPatienceMs = 8_000;
/** Long enough that a call under way is never cut by a role that ends. */
const roleSeconds = 3_600;
export const callsAtOnce = 16;

type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

/** Steps of the SDK that every call pays for and nobody asks for here: a log, and a guard against loops in AWS Lambda. */
const needless = ['loggerMiddleware', 'recursionDetectionMiddleware'] as const;

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

/** @throws PublicError (400) when no region is given */
export const regionOf = ({ settings, source }: OpenDestination): string => {
  const found =
    text(settings['region']) ?? regionOfBus(settings['eventBus']) ?? text(source.region);
  if (found) return found;
  throw new PublicError({
    ...{ status: 400, code: 'destination.region.missing' },
    message: 'No AWS region is given.',
  });
};

const keysOf = ({ settings, secrets }: OpenDestination): Credentials | undefined => {
  const { accessKeyId = '', secretAccessKey = '', sessionToken } = secrets;
  if (isOfEnvironment(settings['authentication'], Object.keys(secrets))) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};

/** A client of Amazon EventBridge for one destination. What fails is tried again by the sender, never by the SDK. */
export const openEventBridge = (
  { guard, patienceMs = defaultPatienceMs }: AwsDeps,
  destination: OpenDestination,
) => {
  const { settings, secrets, org } = destination;
  const requestHandler = createAwsHttp(guard, { connectMs, patienceMs, connections: callsAtOnce });
  const region = regionOf(destination);
  const keys = keysOf(destination);
  const base = { region, maxAttempts: 1, requestHandler };
  const withKeys = keys ? { credentials: keys } : {};
  const at = (url: unknown) => (text(url) ? { endpoint: String(url) } : {});
  const sts =
    settings['authentication'] === 'assumeRole'
      ? new STSClient({ ...base, ...withKeys, ...at(settings['stsEndpoint']) })
      : null;
  const assumed = async (client: STSClient): Promise<Credentials> => {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: String(settings['roleArn']),
        RoleSessionName: `tandem-${org}`,
        DurationSeconds: roleSeconds,
        ...(secrets['externalId'] ? { ExternalId: secrets['externalId'] } : {}),
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = given ?? {};
    return {
      ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
      ...(Expiration ? { expiration: Expiration } : {}),
    };
  };
  const credentials = sts ? { credentials: () => assumed(sts) } : withKeys;
  const client = new EventBridgeClient({ ...base, ...credentials, ...at(settings['endpoint']) });
  for (const step of needless) client.middlewareStack.remove(step);
  return {
    client,
    close() {
      client.destroy();
      sts?.destroy();
      requestHandler.destroy();
    },
  };
};
