import type { GatewayProvider, SettingField } from '@tandem/contract';

/** What every way of checking has: whom a token is for and from, and whether there has to be one. */
const common: readonly SettingField[] = [
  {
    name: 'audience',
    label: 'Audience',
    help: 'Value of the claim aud. Empty: the token in the address of this endpoint.',
    type: 'text',
    required: false,
    secret: false,
  },
  {
    name: 'issuer',
    label: 'Issuer',
    help: 'Value of the claim iss. Empty: any.',
    type: 'text',
    required: false,
    secret: false,
  },
  {
    name: 'required',
    label: 'Only signed visitors',
    help: 'Nobody can chat whom the page has not signed in.',
    type: 'flag',
    required: false,
    secret: false,
  },
];

export const sharedSecretKind = 'hs256';
export const jwksKind = 'jwks';
export const publicKeyKind = 'publicKey';

/** The ways in which signed identities of visitors are checked, with their settings as data. */
export const identityKinds: readonly GatewayProvider[] = [
  {
    kind: sharedSecretKind,
    label: 'Shared secret (HS256)',
    fields: [
      {
        name: 'identitySecret',
        label: 'Identity secret',
        help: 'At least 32 characters. The server of your site signs with it.',
        type: 'text',
        required: true,
        secret: true,
        pattern: '^[\\s\\S]{32,}$',
      },
      ...common,
    ],
  },
  {
    kind: jwksKind,
    label: 'Key set by address (RS256, ES256)',
    fields: [
      {
        name: 'jwksUrl',
        label: 'JWKS URL',
        help: 'Where the public keys of your sign-in service stand.',
        type: 'url',
        required: true,
        secret: false,
      },
      ...common,
    ],
  },
  {
    kind: publicKeyKind,
    label: 'Public key (RS256, ES256)',
    fields: [
      {
        name: 'publicKey',
        label: 'Public key',
        help: 'In PEM form, RSA with at least 2048 bits or EC P-256.',
        type: 'text',
        required: true,
        secret: false,
        multiline: true,
        pattern:
          '^\\s*-----BEGIN (RSA )?PUBLIC KEY-----[\\s\\S]+-----END (RSA )?PUBLIC KEY-----\\s*$',
      },
      ...common,
    ],
  },
];
