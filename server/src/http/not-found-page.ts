import type { FastifyReply, FastifyRequest } from 'fastify';
import { doorStyle, languageOf } from './doors.ts';
import { pageHeaders } from './page-headers.ts';

const texts = {
  en: {
    title: 'There is no page at this address',
    start: 'First page',
    startHint: 'Everything that can be opened here.',
    console: 'Console',
    consoleHint: 'Set up and watch.',
  },
  de: {
    title: 'Unter dieser Adresse gibt es keine Seite',
    start: 'Erste Seite',
    startHint: 'Alles, was sich hier öffnen lässt.',
    console: 'Konsole',
    consoleHint: 'Einrichten und verfolgen.',
  },
  tr: {
    title: 'Bu adreste bir sayfa yok',
    start: 'İlk sayfa',
    startHint: 'Burada açılabilecek her şey.',
    console: 'Konsol',
    consoleHint: 'Kurun ve izleyin.',
  },
} as const;

/** Programs get their error body, also where a browser is what sends the request. */
const forPrograms = /^\/(?:api|oauth|v3|tandem|endpoints|handover|health|metrics)(?:\/|$|\?)/;

/** Whether a person opened the address in a browser. */
export const wantsPage = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !forPrograms.test(url) && /\btext\/html\b/.test(headers.accept ?? '');

/** A page for people who came to an address that is none; nothing of the address is repeated in it. */
export const sendNotFoundPage = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const language = languageOf(request.headers['accept-language']);
  const t = texts[language];
  const door = (href: string, name: string, hint: string) =>
    `<li><a href="${href}"><strong>${name}</strong><span>${hint}</span></a></li>`;
  const doors = door('/', t.start, t.startHint) + door('/console/', t.console, t.consoleHint);
  return reply
    .code(404)
    .headers(pageHeaders)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>${t.title}</title><style>${doorStyle}</style></head><body><main><h1>404</h1><p class="lead">${t.title}</p><ul>${doors}</ul></main></body></html>`,
    );
};
