import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FindFrames } from '@tandem/gateway';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Half } from '../settings.ts';
import { languageOf, renderDoors } from './doors.ts';
import { copilotPageHeaders, pageHeaders } from './page-headers.ts';

export type WebDeps = {
  readonly halves: readonly Half[];
  /** Path of the demo web chat, null without demo content. */
  readonly demoChat: () => Promise<string | null>;
  /** Origins of other sites that may show the page of a copilot's link in a frame. */
  readonly copilotFrames: FindFrames;
};

const dist = (app: string) => fileURLToPath(new URL(`../../../web/${app}/dist/`, import.meta.url));

const yearSeconds = 31_536_000;

const sendPage = async (reply: FastifyReply, file: string, headers = pageHeaders) =>
  reply
    .headers(headers)
    .type('text/html; charset=utf-8')
    .send(await readFile(file, 'utf8'));

const notBuilt = 'The web apps are not built yet. Run: node tools/build-web.mjs';

/** Serves the first page, the console and the desk (one app), and the widget's files. */
export const mountWeb = async (
  app: FastifyInstance,
  { halves, demoChat, copilotFrames }: WebDeps,
): Promise<void> => {
  const framesOf = ({ query, ip: address }: FastifyRequest) =>
    copilotFrames({ query: query as Readonly<Record<string, unknown>>, address });
  const consoleFolder = dist('console');
  const index = `${consoleFolder}index.html`;
  app.get('/', async (request, reply) => {
    const page = renderDoors({
      language: languageOf(request.headers['accept-language']),
      halves,
      demoChat: await demoChat(),
    });
    return reply.headers(pageHeaders).type('text/html; charset=utf-8').send(page);
  });
  app.get('/console/config.json', async (_request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .send({ apiBase: '', halves, clientId: 'tandem-console' }),
  );
  // Console and desk are one app with client-side routes: every path below them is its page.
  const desk = halves.includes('platform') ? ['/desk', '/desk/*'] : [];
  for (const path of ['/console', '/console/*', ...desk]) {
    app.get(path, (_request, reply) =>
      existsSync(index)
        ? sendPage(reply, index)
        : reply.code(503).type('text/plain').send(notBuilt),
    );
  }
  if (halves.includes('gateway'))
    app.get('/copilot', async (request, reply) =>
      existsSync(index)
        ? sendPage(reply, index, copilotPageHeaders(await framesOf(request)))
        : reply.code(503).type('text/plain').send(notBuilt),
    );
  if (existsSync(`${consoleFolder}assets`)) {
    await app.register(fastifyStatic, {
      root: `${consoleFolder}assets`,
      prefix: '/console/assets/',
      decorateReply: false,
      maxAge: yearSeconds * 1000,
      immutable: true,
    });
  }
  const widgetFolder = dist('widget');
  if (existsSync(widgetFolder)) {
    await app.register(fastifyStatic, {
      root: widgetFolder,
      prefix: '/widget/',
      decorateReply: false,
      cacheControl: false,
      setHeaders: (response) => {
        response.header('access-control-allow-origin', '*');
        response.header('cache-control', 'public, max-age=300');
      },
    });
  }
};
