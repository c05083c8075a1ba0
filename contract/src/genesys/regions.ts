export type Region = {
  /** Base domain: `api.`, `login.`, `apps.` and `streaming.` are prefixed to it. */
  readonly host: string;
  /** Cloud region, as far as the vendor's clients name it. */
  readonly aws: string;
};

/** The vendor's regions. */
export const regions: readonly Region[] = [
  { host: 'mypurecloud.com', aws: 'us-east-1' },
  { host: 'use2.us-gov-pure.cloud', aws: 'us-east-2' },
  { host: 'usw2.pure.cloud', aws: 'us-west-2' },
  { host: 'cac1.pure.cloud', aws: 'ca-central-1' },
  { host: 'mxc1.pure.cloud', aws: 'mx-central-1' },
  { host: 'sae1.pure.cloud', aws: 'sa-east-1' },
  { host: 'mypurecloud.ie', aws: 'eu-west-1' },
  { host: 'euw2.pure.cloud', aws: 'eu-west-2' },
  { host: 'mypurecloud.de', aws: 'eu-central-1' },
  { host: 'euc2.pure.cloud', aws: 'eu-central-2' },
  { host: 'edee1.eusc-pure.cloud', aws: 'eusc-de-east-1' },
  { host: 'mec1.pure.cloud', aws: 'me-central-1' },
  { host: 'aps1.pure.cloud', aws: 'ap-south-1' },
  { host: 'apse1.pure.cloud', aws: 'ap-southeast-1' },
  { host: 'mypurecloud.com.au', aws: 'ap-southeast-2' },
  { host: 'mypurecloud.jp', aws: 'ap-northeast-1' },
  { host: 'apne2.pure.cloud', aws: 'ap-northeast-2' },
  { host: 'apne3.pure.cloud', aws: 'ap-northeast-3' },
];
