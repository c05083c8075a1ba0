import { createPrivateKey, type webcrypto } from 'node:crypto';
import { type ClientAuth, ClientSecretPost, None, PrivateKeyJwt } from 'openid-client';
import { connectionErrors } from './connections.errors.ts';
import type { ConnectionSetup } from './connections.model.ts';

type Algorithm = Parameters<typeof webcrypto.subtle.importKey>[2];

const keyAlgorithm = (type: string | undefined, curve: string | undefined): Algorithm | null => {
  if (type === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  if (type === 'ec' && curve === 'prime256v1') return { name: 'ECDSA', namedCurve: 'P-256' };
  if (type === 'ec' && curve === 'secp384r1') return { name: 'ECDSA', namedCurve: 'P-384' };
  return type === 'ed25519' ? { name: 'Ed25519' } : null;
};

/** A key as PEM; fields of one line take its line breaks away. */
const withLineBreaks = (text: string): string => {
  const found = /-----BEGIN (?<kind>[A-Z ]+)-----(?<body>[^-]*)-----END \k<kind>-----/.exec(text);
  const { kind = '', body = '' } = found?.groups ?? {};
  const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
};

/** @throws connectionErrors.invalid when the text is no private key that can sign */
export const toSigningKey = (pem: string) => {
  try {
    const key = createPrivateKey(withLineBreaks(pem));
    const algorithm = keyAlgorithm(key.asymmetricKeyType, key.asymmetricKeyDetails?.namedCurve);
    if (algorithm) return key.toCryptoKey(algorithm, false, ['sign']);
  } catch {
    // What it says could repeat the key.
  }
  throw connectionErrors.invalid({
    problem: 'The client secret must be a private key as PEM: RSA, P-256, P-384 or Ed25519.',
  });
};

/**
 * Basic, with only those characters encoded that RFC 6749 asks for and that are rare: hyphens and dots go as they are,
 * because many servers do not decode.
 */
const plainBasic =
  (secret: string): ClientAuth =>
  (...[, client, , headers]: Parameters<ClientAuth>) => {
    const pair = [client.client_id, secret].map(encodeURIComponent).join(':');
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };

/** How a client proves itself to a token endpoint. @throws connectionErrors.invalid as `toSigningKey` does */
export const clientAuth = (setup: ConnectionSetup, secret: string | null): ClientAuth => {
  switch (setup.clientAuthentication) {
    case 'none':
      return None();
    case 'body':
      return ClientSecretPost(secret ?? '');
    case 'basic':
      return plainBasic(secret ?? '');
    case 'privateKey': {
      const key = toSigningKey(secret ?? '');
      return PrivateKeyJwt(setup.keyId ? { key, kid: setup.keyId } : key);
    }
  }
};
