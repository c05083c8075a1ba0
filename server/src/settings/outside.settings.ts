import { allEventBridgeRegions } from '@tandem/contract';
import { isUuid, list, oneOf, parseEgressRule, url } from '@tandem/kit';

/** What may be called outside, and where it answers. */
export const outsideSettings = {
  TANDEM_EGRESS_ALLOW: {
    default: '',
    parse: (value: string) => list(value).map(parseEgressRule),
    doc: 'Private hosts or CIDR ranges, with ports, that outbound calls may reach: crm.internal:8443, 10.1.0.0/16.',
  },
  TANDEM_EGRESS_ALLOW_FILES: {
    default: '',
    parse: (value: string) => list(value).map(parseEgressRule),
    doc: 'The same for files of messages, whose addresses anybody may name: whoever chats can have any address there called with GET. Where a middleware, a bot or a contact centre on a private host keeps files, such as files.internal:9000; never this server. Files that Tandem itself keeps are fetched without it.',
  },
  TANDEM_WEBEX_URL: {
    default: 'https://webexapis.com',
    parse: url,
    doc: 'Where people sign in to Webex and tokens are issued: /v1/authorize and /v1/access_token below it. For a proxy, or a server that stands in for Webex.',
  },
  TANDEM_WEBEX_API_URL: {
    default: 'https://api.wxcc-{dataCentre}.cisco.com',
    parse: perDataCentre,
    doc: 'Where the API of Webex Contact Center answers; {dataCentre} stands for the data centre of the connector. Connectors keep the address they were saved with.',
  },
  TANDEM_WEBHOOK_PORT_RULE: {
    default: '443',
    parse: oneOf('443', 'any'),
    doc: 'Webhook URLs must be https on port 443, as at Genesys Cloud (443), or may be any http or https URL (any).',
  },
  TANDEM_EVENTBRIDGE_REGIONS: {
    default: allEventBridgeRegions.join(','),
    parse: awsRegions,
    doc: 'AWS regions that an Amazon EventBridge source may name: those that have Amazon EventBridge, China and the US government among them.',
  },
  TANDEM_AWS_ENVIRONMENT: {
    default: 'off',
    parse: organisations,
    doc: 'Which organisations may send events to AWS with the credentials of Tandem’s own environment (AWS_ACCESS_KEY_ID, a role of the machine), also to take a role with them: off, on for all, or ids of organisations. They are never used with an address that is not of AWS.',
  },
} as const;

/** Where something answers, by data centre. */
function perDataCentre(value: string): (dataCentre: string) => string {
  const of = (dataCentre: string) => url(value.replaceAll('{dataCentre}', dataCentre));
  of('us1');
  return of;
}

/** Whether an organisation is meant. */
function organisations(value: string): (org: string) => boolean {
  const asked = value.trim().toLowerCase();
  if (asked === 'on' || asked === 'off') return () => asked === 'on';
  const ids = new Set(list(asked));
  if (ids.size === 0 || [...ids].some((id) => !isUuid(id)))
    throw new Error('must be on, off, or ids of organisations with commas between them');
  return (org) => ids.has(org.toLowerCase());
}

function awsRegions(value: string): readonly string[] {
  const names = [...new Set(list(value))];
  if (names.length === 0 || names.some((name) => !/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/.test(name)))
    throw new Error('must be regions with hyphens such as eu-central-1,us-east-1');
  return names;
}
