import { text, url } from '@tandem/kit';

/** Root key of the vault, and the store that may hold secrets. */
export const secretsSettings = {
  TANDEM_ROOT_KEY: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Root key of the vault, 32 bytes as base64. Required with DATABASE_URL, unless TANDEM_ROOT_KEY_FILE is given.',
  },
  TANDEM_ROOT_KEY_FILE: {
    default: undefined,
    parse: text,
    doc: 'File that holds the root key of the vault.',
  },
  TANDEM_NEW_ROOT_KEY: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'The root key that takes the place of the present one, 32 bytes as base64. Read by tandem rotate-keys --root.',
  },
  TANDEM_NEW_ROOT_KEY_FILE: {
    default: undefined,
    parse: text,
    doc: 'File that holds the new root key, instead of TANDEM_NEW_ROOT_KEY.',
  },
  TANDEM_KV_URL: {
    default: undefined,
    parse: url,
    doc: 'HashiCorp Vault or OpenBao with a secrets engine KV version 2, such as https://bao.example.com:8200. It may hold the root key (TANDEM_KV_ROOT_KEY) and the values of credentials. A private address is allowed by TANDEM_EGRESS_ALLOW.',
  },
  TANDEM_KV_MOUNT: {
    default: 'secret',
    parse: kvPath,
    doc: 'Mount of the secrets engine in the KV store.',
  },
  TANDEM_KV_PREFIX: {
    default: 'tandem',
    parse: kvPath,
    doc: 'Path in the KV store below which credentials are read; each organisation has its own: prefix/id of the organisation/path of the credential.',
  },
  TANDEM_KV_NAMESPACE: {
    default: undefined,
    parse: text,
    doc: 'Namespace in the KV store, if it has any.',
  },
  TANDEM_KV_TOKEN: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Token for the KV store. Instead of it, TANDEM_KV_ROLE_ID and TANDEM_KV_SECRET_ID sign in by AppRole.',
  },
  TANDEM_KV_ROLE_ID: {
    default: undefined,
    parse: text,
    doc: 'Role id of the AppRole sign-in at the KV store.',
  },
  TANDEM_KV_SECRET_ID: {
    default: undefined,
    parse: text,
    secret: true,
    doc: 'Secret id of the AppRole sign-in at the KV store.',
  },
  TANDEM_KV_APPROLE_MOUNT: {
    default: 'approle',
    parse: kvPath,
    doc: 'Mount of the AppRole sign-in method in the KV store.',
  },
  TANDEM_KV_ROOT_KEY: {
    default: undefined,
    parse: kvField,
    doc: 'Where the KV store has the root key, as path#field, such as tandem-root/key#value. Asked when neither TANDEM_ROOT_KEY nor TANDEM_ROOT_KEY_FILE is given.',
  },
} as const;

/** A path in the KV store, without a slash at either end. */
function kvPath(value: string): string {
  const path = value.replaceAll(/^\/+|\/+$/g, '');
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(path) || path.split('/').includes('..'))
    throw new Error('must be a path of letters, digits, _ . - and /');
  return path;
}

function kvField(value: string): { readonly path: string; readonly field: string } {
  const [path = '', field = '', more] = value.split('#');
  if (field === '' || more !== undefined) throw new Error('must be path#field');
  return { path: kvPath(path), field };
}
