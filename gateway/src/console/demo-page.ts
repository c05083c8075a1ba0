import { escapeHtml } from '@tandem/kit';
import { type Addresses, embedCode } from './endpoints.wire.ts';

const texts = {
  en: {
    lead: 'Write as a customer. What the agent sees of you is up to you:',
    leadAlone: 'Write as a customer. A bot answers in this chat.',
    name: 'Your name (optional)',
    start: 'Start chat',
    running: 'The chat is open in the corner of this page. You are seen as {name}.',
    runningUnnamed: 'The chat is open in the corner of this page. You gave no name.',
    restart: 'Chat under this name',
  },
  de: {
    lead: 'Schreiben Sie als Kunde. Was der Agent von Ihnen sieht, bestimmen Sie:',
    leadAlone: 'Schreiben Sie als Kunde. In diesem Chat antwortet ein Bot.',
    name: 'Ihr Name (freiwillig)',
    start: 'Chat starten',
    running: 'Der Chat ist in der Ecke dieser Seite offen. Man sieht Sie als {name}.',
    runningUnnamed: 'Der Chat ist in der Ecke dieser Seite offen. Sie haben keinen Namen genannt.',
    restart: 'Unter diesem Namen chatten',
  },
  tr: {
    lead: 'Müşteri olarak yazın. Temsilcinin sizin hakkınızda ne göreceğine siz karar verin:',
    leadAlone: 'Müşteri olarak yazın. Bu sohbette bir bot yanıt verir.',
    name: 'Adınız (isteğe bağlı)',
    start: 'Sohbeti başlat',
    running: 'Sohbet bu sayfanın köşesinde açık. Adınız {name} olarak görünüyor.',
    runningUnnamed: 'Sohbet bu sayfanın köşesinde açık. Ad vermediniz.',
    restart: 'Bu adla sohbet et',
  },
} as const;

const style = `:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--text:#16191d;--line:#6d7680;--accent:#0f766e;--on:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1d2228;--text:#f1f3f5;--line:#8d97a1;--accent:#4fc4b2;--on:#06201d}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:32rem;padding:3rem 2rem}h1{margin:0 0 1rem}label{display:block}
input,button{font:inherit;padding:.5rem .75rem;border-radius:.5rem;border:1px solid var(--line);background:var(--card);color:inherit}
button{background:var(--accent);border-color:var(--accent);color:var(--on)}form{display:grid;gap:.5rem;justify-items:start}input{width:100%}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}`;

type Language = keyof typeof texts;

/** The visitor's language when the page knows it, else that of the endpoint, else English. */
const languageOf = (accepted: string | undefined, locale: string): Language => {
  const wanted = [...(accepted ?? '').split(','), locale];
  return (
    wanted
      .map((one) => one.trim().slice(0, 2).toLowerCase())
      .find((code): code is Language => Object.hasOwn(texts, code)) ?? 'en'
  );
};

const leadOf = (language: Language, { endpoint, visitor }: DemoPage): string => {
  const t = texts[language];
  if (visitor) return t.running.replace('{name}', () => escapeHtml(visitor));
  if (visitor !== undefined) return t.runningUnnamed;
  return endpoint.handover ? t.lead : t.leadAlone;
};

type DemoPage = {
  readonly endpoint: {
    readonly name: string;
    readonly token: string;
    readonly locale: string;
    readonly handover: object | null;
  };
  /** As whom the visitor chats; undefined until they said so, empty for nobody in particular. */
  readonly visitor: string | undefined;
  readonly addresses: Addresses;
  /** The visitor's Accept-Language header. */
  readonly acceptLanguage: string | undefined;
};

/** The demo web chat: a page as a customer's site might have one, which asks for a name that the agent may see. */
export const renderDemoPage = (page: DemoPage): string => {
  const { endpoint, visitor, addresses, acceptLanguage } = page;
  const language = languageOf(acceptLanguage, endpoint.locale);
  const t = texts[language];
  const name = escapeHtml(endpoint.name);
  const widget = embedCode(endpoint.token, addresses, {
    open: visitor !== undefined,
    ...(visitor ? { 'user-name': visitor } : {}),
  });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${name}</title>
<style>${style}</style>
</head>
<body>
<main><h1>${name}</h1><p${visitor === undefined ? '' : ' role="status"'}>${leadOf(language, page)}</p>
<form><label for="name">${t.name}</label><input id="name" name="name" maxlength="100" autocomplete="name" value="${escapeHtml(visitor ?? '')}"><button>${visitor === undefined ? t.start : t.restart}</button></form></main>
${widget}
</body>
</html>
`;
};
