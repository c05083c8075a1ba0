import { integer, oneOf, text, url } from '@tandem/kit';

/** Where files of messages are kept, and how long their addresses are good. */
export const mediaSettings = {
  TANDEM_MEDIA_STORAGE: {
    default: 'postgres',
    parse: oneOf('postgres', 's3'),
    doc: 'Where files of messages are kept: in the database (postgres), or in a bucket of Amazon S3 or of a server that speaks its protocol (s3, with the TANDEM_S3_ settings). Files stay where they were put: after a change back to postgres, keep the TANDEM_S3_ settings as long as the bucket holds any.',
  },
  TANDEM_MEDIA_LINK_DAYS: {
    default: '7',
    parse: integer(1, 3650),
    doc: 'Days that a signed address of a file is good. Whoever reads a message gets a new one; a channel has to fetch a file within this time.',
  },
  TANDEM_INBOUND_MEDIA: {
    default: 'store',
    parse: oneOf('store', 'link'),
    doc: 'What becomes of files that customers send over Open Messaging: they are fetched from the address the middleware names, checked for size, media type and SHA-256 and kept (store), or stay at that address (link).',
  },
  TANDEM_FILE_SCAN_URL: {
    default: undefined,
    parse: url,
    doc: 'Address of a virus scanner that every file is posted to before it is kept; it answers 200 with {"clean": true} or {"clean": false, "found": "…"}. A file that it refuses, or gives no verdict on, is not kept. A private address is allowed by TANDEM_EGRESS_ALLOW.',
  },
  TANDEM_S3_URL: {
    default: undefined,
    parse: url,
    doc: 'Address of the S3 storage, such as https://s3.eu-central-1.amazonaws.com or http://minio:9000; the bucket is the first part of the path. A private address is allowed by TANDEM_EGRESS_ALLOW.',
  },
  TANDEM_S3_BUCKET: {
    default: undefined,
    parse: bucket,
    doc: 'Bucket for files of messages.',
  },
  TANDEM_S3_PREFIX: {
    default: undefined,
    parse: prefix,
    doc: 'Folder in the bucket, such as tandem/media. Without it objects begin with the id of the organisation.',
  },
  TANDEM_S3_REGION: {
    default: 'us-east-1',
    parse: text,
    doc: 'Region that requests to the bucket are signed for.',
  },
  TANDEM_S3_ACCESS_KEY_ID: {
    default: undefined,
    parse: text,
    doc: 'Access key for the bucket. It needs s3:PutObject, s3:GetObject and s3:DeleteObject on the objects.',
  },
  TANDEM_S3_SECRET_ACCESS_KEY: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Secret of the access key for the bucket.',
  },
} as const;

function bucket(value: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value))
    throw new Error(
      'must be a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens',
    );
  return value;
}

function prefix(value: string): string {
  const path = value.replaceAll(/^\/+|\/+$/g, '');
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(path))
    throw new Error('must be a path of letters, digits, _ - and /');
  return path;
}
