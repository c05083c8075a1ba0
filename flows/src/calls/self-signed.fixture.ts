import { generateKeyPairSync, sign } from 'node:crypto';

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size =
    body.length < 0x80 ? [body.length] : [0x82, Math.floor(body.length / 256), body.length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
const bytes = (...values: readonly number[]) => Buffer.from(values);

const ecdsaWithSha256 = sequence(tlv(6, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)));
const commonName = tlv(6, bytes(0x55, 4, 3));
const name = sequence(tlv(0x31, sequence(commonName, tlv(12, Buffer.from('test')))));
const validity = sequence(
  tlv(0x17, Buffer.from('200101000000Z')),
  tlv(0x17, Buffer.from('491231235959Z')),
);
const bits = (content: Buffer) => tlv(3, bytes(0), content);

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;

/** A key with a certificate that it signed itself (X.509 in DER, as far as a handshake reads it). */
export const selfSigned = (): { readonly key: string; readonly cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    tlv(0xa0, tlv(2, bytes(2))),
    tlv(2, bytes(1)),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(body, ecdsaWithSha256, bits(signature))),
  };
};
