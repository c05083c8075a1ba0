import { deliveryFields, type SettingField } from '@tandem/contract';
import { settingField } from '../driver.port.ts';

/** Ways of delivery that go to AWS. What they ask for is declared in the contract, for forms too. */
export type AwsKind = Exclude<keyof typeof deliveryFields, 'embedded'>;

const labels: Readonly<Record<string, string>> = {
  eventBus: 'Event bus',
  source: 'Source',
  authentication: 'Credentials',
  roleArn: 'Role',
  externalId: 'External id',
  accessKeyId: 'Access key id',
  secretAccessKey: 'Secret access key',
  sessionToken: 'Session token',
  region: 'Region',
  endpoint: 'Endpoint',
  stsEndpoint: 'Endpoint of STS',
  maxEventBytes: 'Largest event in bytes',
};

const helps: Readonly<Record<string, string>> = {
  source: 'tandem/{organizationId}/{suffix} when left out.',
  maxEventBytes: '1 000 000 unless AWS takes less where the bus is.',
};

/** A setting that is asked for under several conditions is one field: what it needs then is checked with the others. */
const fieldOf = (kind: AwsKind, name: string): SettingField => {
  const variants = deliveryFields[kind].filter((one) => one.name === name);
  const [field] = variants;
  if (!field) throw new Error(`${kind} has no setting ${name}`);
  const { pattern, options, url } = field;
  const help = helps[name];
  return settingField({
    ...{ name, label: labels[name] ?? name, target: field.target ?? false },
    ...{ required: variants.some((one) => one.required && !one.when) },
    ...{ secret: field.kind === 'secret' },
    ...(field.kind === 'number' ? { type: 'integer' } : url ? { type: 'url' } : {}),
    ...(pattern && !url ? { pattern } : {}),
    ...(options ? { choices: [...options] } : {}),
    ...(help ? { help } : {}),
  });
};

export const awsFields = (kind: AwsKind): readonly SettingField[] =>
  [...new Set(deliveryFields[kind].map(({ name }) => name))].map((name) => fieldOf(kind, name));
