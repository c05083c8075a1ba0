import { expect, it } from 'vitest';
import { call, startGatewayWorld } from '../testing/index.ts';
import { linkOf, openWorkspace, putWorkspace, startCopilotChat } from './copilot.fixture.ts';

const address = '192.0.2.1';

it('other sites frame a workspace only where its setting names them, and only by a true link', async () => {
  await using world = await startGatewayWorld();
  const { url, endpoint } = await startCopilotChat(world);
  const frames = (query: object) =>
    world.main.gateway.copilotFrames({ query: { ...query }, address });
  expect(await frames(linkOf(url))).toEqual([]);
  const saved = await putWorkspace(world, endpoint.id, {
    frameOrigins: ['https://Desk.example.com/', 'https://desk.example.com', 'http://10.0.0.4:8080'],
    tiles: { page: { type: 'html', x: 1, y: 1, rows: 1, columns: 1, settings: { html: 'hi' } } },
  });
  const origins = ['https://desk.example.com', 'http://10.0.0.4:8080'];
  expect(saved.body).toMatchObject({ frameOrigins: origins });
  expect(await frames(linkOf(url))).toEqual(origins);
  for (const forged of [
    { URLToken: `zzzzzz.${'A'.repeat(43)}` },
    { userId: 'x' },
    { sessionId: 'x' },
    { URLToken: ['a', 'b'] },
    { auth: 'a.b.c' },
  ])
    expect(await frames({ ...linkOf(url), ...forged })).toEqual([]);
  const { body } = await openWorkspace(world, linkOf(url));
  const document = await call(
    `${world.main.origin}/copilot/api/tiles/page/document?t=${encodeURIComponent(body.documentToken)}`,
  );
  expect(document.headers.get('content-security-policy')).toContain(
    `frame-ancestors 'self' ${origins.join(' ')}`,
  );
  // A part of the settings that is left out stays.
  expect((await putWorkspace(world, endpoint.id, {})).body).toMatchObject({
    frameOrigins: origins,
  });
});

it('what is no origin is refused, so that nothing else gets into a policy', async () => {
  await using world = await startGatewayWorld();
  const { id } = await world.endpoint();
  for (const origin of ['*', 'https://*.example.com', "https://a;script-src'", 'desk', 'file:///a'])
    expect(await putWorkspace(world, id, { frameOrigins: [origin] }), origin).toMatchObject({
      ...{ status: 400, body: { code: 'gateway.copilot.origin' } },
    });
});
