import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
// biome-ignore lint/correctness/noUndeclaredDependencies: only tests load this file.
import { SignatureV4 } from '@smithy/signature-v4';
import type { S3Credentials } from './s3-signature.rules.ts';

/** SHA-256 in the form the library asks for. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(typeof data === 'string' ? data : bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Buffer =>
  data instanceof ArrayBuffer
    ? Buffer.from(data)
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** Signs the request that came once more, with the library of AWS: the two must agree to the last letter. */
const isSigned = async (
  request: IncomingMessage,
  { body, credentials }: { body: Buffer; credentials: S3Credentials },
): Promise<boolean> => {
  const given = request.headers.authorization ?? '';
  const names = /SignedHeaders=([^,]+),/.exec(given)?.[1]?.split(';') ?? [];
  const headers = Object.fromEntries(
    names
      .filter((name) => name !== 'x-amz-date' && name !== 'x-amz-content-sha256')
      .map((name) => [name, String(request.headers[name] ?? '')]),
  );
  const hash = createHash('sha256').update(body).digest('hex');
  if (!names.includes('host') || request.headers['x-amz-content-sha256'] !== hash) return false;
  const stamp = String(request.headers['x-amz-date']);
  const at = stamp.replace(/^(.{4})(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const { region, ...keys } = credentials;
  const signer = new SignatureV4({
    ...{ region, credentials: keys, service: 's3', sha256: Sha256 },
    uriEscapePath: false,
  });
  const signed = await signer.sign(
    {
      ...{ method: request.method ?? '', protocol: 'http:', hostname: '127.0.0.1' },
      ...{ path: request.url ?? '', headers, body },
    },
    { signingDate: new Date(at) },
  );
  return signed.headers['authorization'] === given;
};

/** A bucket server that is as strict as S3: a request whose signature is not exactly right is refused. */
export const startS3 = async (credentials: S3Credentials) => {
  const objects = new Map<string, { readonly body: Buffer; readonly type: string }>();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const path = request.url ?? '';
    const answer = (status: number, content?: Buffer) => {
      response.statusCode = status;
      response.end(content);
    };
    if (!(await isSigned(request, { body, credentials }))) return answer(403);
    if (request.method === 'PUT') {
      objects.set(path, { body, type: String(request.headers['content-type']) });
      return answer(200);
    }
    if (request.method === 'DELETE') {
      objects.delete(path);
      return answer(204);
    }
    const found = objects.get(path);
    return found ? answer(200, found.body) : answer(404);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
