import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileScan, isInfected, isScanAway } from './file-scan.ts';
import { createEgressGuard, parseEgressRule } from './http-client/egress.ts';
import { createHttpClient } from './http-client/http-client.ts';

const eicar = Buffer.from([0, 255, ...Buffer.from('X5O!P%@AP[4')]);

describe('a scanner of files', () => {
  let answer: { status: number; body: string };
  const asked: object[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, headers } = request;
    const name = headers['x-file-name'];
    asked.push({ method, type: headers['content-type'], name, bytes: Buffer.concat(chunks) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.1')] });
  const http = createHttpClient({ guard });
  let url: string;

  beforeEach(async () => {
    asked.splice(0, asked.length);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}/scan`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const scan = (file = { bytes: eicar, mime: 'application/zip', name: 'ä b.zip' }) =>
    createFileScan({ http, url })(file).then(
      () => 'clean',
      (error: Error) => error,
    );

  it('is given the bytes as they are, and its word counts', async () => {
    answer = { status: 200, body: '{"clean": true}' };
    expect(await scan()).toBe('clean');
    expect(asked).toEqual([
      { method: 'POST', type: 'application/zip', name: '%C3%A4%20b.zip', bytes: eicar },
    ]);
    answer.body = '{"clean": false, "found": "Eicar"}';
    const found = await scan();
    expect(isInfected(found)).toBe(true);
    expect(found).toMatchObject({ status: 400, message: expect.stringContaining('(Eicar)') });
  });

  it('is told a name and a type as a header can hold them', async () => {
    answer = { status: 200, body: '{"clean": true}' };
    const cut = `${'a'.repeat(299)}😀`.slice(0, 300);
    expect(await scan({ bytes: eicar, mime: 'text/plain\nx: y', name: '😀'.slice(0, 1) })).toBe(
      'clean',
    );
    expect(await scan({ bytes: eicar, mime: 'text/größe', name: cut })).toBe('clean');
    expect(asked).toMatchObject([
      { type: 'application/octet-stream', name: '%EF%BF%BD' },
      { type: 'application/octet-stream', name: 'a'.repeat(200) },
    ]);
  });

  it.each([
    [200, 'OK'],
    [200, '{}'],
    [200, '{"clean": "true"}'],
    [204, ''],
    [302, '{"clean": true}'],
    [500, '{"clean": true}'],
  ])('that answers %i %s has given no verdict', async (status, body) => {
    answer = { status, body };
    const refused = await scan();
    expect(isScanAway(refused)).toBe(true);
    expect(refused).toMatchObject({ status: 503 });
  });

  it('that is not there has given no verdict', async () => {
    url = 'http://127.0.0.1:1/';
    expect(isScanAway(await scan())).toBe(true);
    url = 'http://10.255.0.1/';
    expect(isScanAway(await scan())).toBe(true);
  });
});
