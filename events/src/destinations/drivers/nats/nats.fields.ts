import type { SettingField } from '@tandem/contract';
import { type DestinationKind, settingField } from '../driver.port.ts';

export const defaultSubject = 'tandem.{organizationId}.{topicName}';

const natsFields: readonly SettingField[] = [
  settingField({
    ...{ name: 'server', label: 'Server', required: true, target: true },
    pattern:
      '^(nats|tls)://[A-Za-z0-9.-]+(:[0-9]{1,5})?$|^(nats|tls)://\\[[0-9a-fA-F:]+\\](:[0-9]{1,5})?$',
    help: 'nats://host:4222, or tls://host:4222 to insist on TLS.',
  }),
  settingField({
    ...{ name: 'subject', label: 'Subject', pattern: '^[^\\s\\p{Cc}*>]{1,256}$' },
    help: `${defaultSubject} when left out. {organizationId}, {topicName}, {topic} and {key} are filled in.`,
  }),
  settingField({ name: 'user', label: 'User', pattern: '^[^\\s\\p{Cc}]{1,256}$' }),
  settingField({ name: 'password', label: 'Password', secret: true }),
  settingField({ name: 'token', label: 'Token', secret: true }),
  settingField({
    ...{ name: 'nkey', label: 'Nkey seed', secret: true },
    pattern: '^\\s*SU[A-Z2-7]{56}\\s*$',
  }),
  settingField({
    ...{ name: 'credentials', label: 'Credentials file', secret: true },
    pattern: 'BEGIN NATS USER JWT[^]+BEGIN USER NKEY SEED',
  }),
];

const placeholders: ReadonlySet<string> = new Set(['organizationId', 'topicName', 'topic', 'key']);

/** What is wrong with settings that are well-formed each by itself. */
const natsProblem: NonNullable<DestinationKind['problemOf']> = ({ settings, secrets }) => {
  const { server, subject, user } = settings;
  if (!URL.canParse(String(server).replace(/^(nats|tls):/, 'http:')))
    return { name: 'server', problem: 'it must be an address such as nats://host:4222' };
  const template = typeof subject === 'string' ? subject : defaultSubject;
  if (template.split('.').includes(''))
    return { name: 'subject', problem: 'no part between two dots may be empty' };
  const unknown = [...template.matchAll(/\{(\w+)\}/g)].find(
    ([, name = '']) => !placeholders.has(name),
  );
  if (unknown) return { name: 'subject', problem: `${unknown[0]} is none of what is filled in` };
  if (secrets.includes('password') && user === undefined)
    return { name: 'user', problem: 'it is missing beside the password' };
  return null;
};

/** What is known of the kind before one is opened. */
export const aboutNats: Omit<DestinationKind, 'open'> = {
  ...{ kind: 'nats', label: 'NATS JetStream', fields: natsFields, problemOf: natsProblem },
  envelopes: ['native', 'cloudevents'],
};
