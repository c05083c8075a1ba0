import { fileScanErrors, type ScannedFile } from '@tandem/kit';
import { expect, it } from 'vitest';
import { openChat, startGatewayWorld } from '../testing/index.ts';

const png = Buffer.from('89504e470d0a1a0a', 'hex');

it('uploads are kept only when the virus scanner lets them pass', async () => {
  const seen: ScannedFile[] = [];
  let verdict: Error | null = null;
  await using world = await startGatewayWorld({
    scanFile: async (file) => {
      seen.push(file);
      if (verdict) throw verdict;
    },
  });
  const chat = await openChat((await world.endpoint({ handover: false })).base);
  const url = `${chat.base}/v3/directline/conversations/${chat.conversationId}/upload`;
  const upload = async () => {
    const body = new FormData();
    body.append('file', new Blob([png], { type: 'image/png' }), '../Füße.png');
    const headers = { authorization: `Bearer ${chat.token}` };
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  };
  const kept = async () => (await world.db.query('select 1 from attachment')).length;
  verdict = fileScanErrors.infected({ found: 'Eicar' });
  const message = expect.stringContaining('Füße.png');
  const refused = { code: 'UnsupportedMediaType', message };
  expect(await upload()).toMatchObject({ status: 415, body: { error: refused } });
  // What is wrong with the scanner, and where it is, customers do not read.
  verdict = fileScanErrors.unavailable({ problem: 'scan.internal:3310 is private' });
  const away = await upload();
  const later = { code: 'ServiceUnavailable', message };
  expect(away).toMatchObject({ status: 503, body: { error: later } });
  expect(JSON.stringify(away.body)).not.toContain('internal');
  expect(await kept()).toBe(0);
  verdict = null;
  expect((await upload()).status).toBe(200);
  expect(await kept()).toBe(1);
  expect(seen.at(-1)).toEqual({ bytes: png, mime: 'image/png', name: 'Füße.png' });
});
