import { awsAuthentications, type SettingField } from '@tandem/contract';
import { settingField } from '../driver.port.ts';

const region = '^[a-z]{2}(-[a-z]+)+-[0-9]$';
const eventBusArn = 'arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/';

/** How Tandem proves itself to AWS, and where AWS is. */
const access: readonly SettingField[] = [
  settingField({ name: 'region', label: 'Region', pattern: region, target: true }),
  settingField({
    ...{ name: 'authentication', label: 'Credentials', required: true },
    choices: [...awsAuthentications],
  }),
  settingField({ name: 'accessKeyId', label: 'Access key id', secret: true }),
  settingField({ name: 'secretAccessKey', label: 'Secret access key', secret: true }),
  settingField({ name: 'sessionToken', label: 'Session token', secret: true }),
  settingField({
    ...{ name: 'roleArn', label: 'Role' },
    pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}$',
  }),
  settingField({ name: 'externalId', label: 'External id', secret: true }),
  settingField({ name: 'endpoint', label: 'Endpoint', type: 'url', target: true }),
  settingField({ name: 'stsEndpoint', label: 'Endpoint of STS', type: 'url', target: true }),
  settingField({
    ...{ name: 'maxEventBytes', label: 'Largest event in bytes', type: 'integer' },
    help: '1 000 000 unless AWS takes less where the bus is.',
  }),
];

export const awsBusFields: readonly SettingField[] = [
  settingField({
    ...{ name: 'eventBus', label: 'Event bus', required: true, target: true },
    pattern: `^(${eventBusArn})?[/.A-Za-z0-9_-]{1,256}$`,
  }),
  settingField({
    ...{ name: 'source', label: 'Source', pattern: '^(?!aws\\.)[/.A-Za-z0-9_-]{1,256}$' },
    help: 'tandem/{organizationId}/{suffix} when left out.',
  }),
  ...access,
];

export const awsPartnerFields = access;

type Given = {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
};

/** Where AWS itself answers; its names are not given to others. */
const amazonHost = /\.amazonaws\.(com|com\.cn|eu)$/;

/** What is wrong with settings that are well-formed each by itself. */
export const awsProblem = ({ settings, secrets }: Given) => {
  const { authentication, roleArn, endpoint, stsEndpoint, maxEventBytes } = settings;
  const isStatic = authentication === 'static';
  for (const name of ['accessKeyId', 'secretAccessKey'])
    if (isStatic && !secrets.includes(name)) return { name, problem: 'it is missing' };
  if (authentication === 'assumeRole' && !roleArn)
    return { name: 'roleArn', problem: 'it is missing' };
  // What is signed with the environment's credentials can be used against AWS by whoever receives it.
  const own = !secrets.includes('accessKeyId');
  for (const [name, url] of Object.entries({ endpoint, stsEndpoint }))
    if (url !== undefined && own && !isStatic && !amazonHost.test(new URL(String(url)).hostname))
      return {
        name,
        problem: 'with credentials of the environment only addresses of AWS are called',
      };
  const bytes = Number(maxEventBytes ?? 1_000_000);
  if (bytes < 1_024 || bytes > 1_048_576)
    return { name: 'maxEventBytes', problem: 'it must be from 1024 to 1048576' };
  return null;
};
