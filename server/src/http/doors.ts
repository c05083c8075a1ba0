import type { Half } from '../settings.ts';

/** Words of the first page; the console has its own dictionaries. */
const texts = {
  en: {
    title: 'Tandem',
    lead: 'Bots and human agents in one conversation.',
    chat: 'Open demo web chat',
    chatHint: 'Write as a customer: the bot answers, “agent” calls a person who is on queue.',
    desk: 'Open agent desk',
    deskHint: 'Answer as an agent: go on queue, accept, type, close.',
    console: 'Open console',
    consoleHint: {
      both: 'Set up platforms, queues and bots, and watch every message.',
      platform: 'Set up platforms, queues and people, and watch every message.',
      gateway: 'Set up bots and where they hand over, and watch every message.',
    },
    botHint: 'Write as a customer: the bot answers.',
  },
  de: {
    title: 'Tandem',
    lead: 'Bots und Menschen in einem Gespräch.',
    chat: 'Demo-Webchat öffnen',
    chatHint:
      'Als Kunde schreiben: Der Bot antwortet, „Agent“ ruft jemanden, der in der Warteschlange aktiv ist.',
    desk: 'Arbeitsplatz öffnen',
    deskHint:
      'Als Agent antworten: in der Warteschlange aktiv werden, annehmen, schreiben, abschließen.',
    console: 'Konsole öffnen',
    consoleHint: {
      both: 'Plattformen, Warteschlangen und Bots einrichten und jede Nachricht verfolgen.',
      platform: 'Plattformen, Warteschlangen und Personen einrichten und jede Nachricht verfolgen.',
      gateway: 'Bots und ihre Übergabe einrichten und jede Nachricht verfolgen.',
    },
    botHint: 'Als Kunde schreiben: Der Bot antwortet.',
  },
  tr: {
    title: 'Tandem',
    lead: 'Botlar ve temsilciler tek bir görüşmede.',
    chat: 'Demo web sohbetini aç',
    chatHint: 'Müşteri olarak yazın: bot yanıtlar, “temsilci” kuyrukta olan birini çağırır.',
    desk: 'Temsilci masasını aç',
    deskHint: 'Temsilci olarak yanıtlayın: kuyruğa girin, kabul edin, yazın, kapatın.',
    console: 'Konsolu aç',
    consoleHint: {
      both: 'Platformları, kuyrukları ve botları kurun, her mesajı izleyin.',
      platform: 'Platformları, kuyrukları ve kişileri kurun, her mesajı izleyin.',
      gateway: 'Botları ve devir ayarlarını kurun, her mesajı izleyin.',
    },
    botHint: 'Müşteri olarak yazın: bot yanıtlar.',
  },
} as const;

/** As whom the demo's customer chats; the page lets them be somebody else. */
const sampleVisitor = 'Alex+Morgan';

type Language = keyof typeof texts;

/** The first language of an Accept-Language header that the page knows; English otherwise. */
export const languageOf = (header: string | undefined): Language => {
  const wanted = (header ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((code): code is Language => code in texts) ?? 'en';
};

/** Look of the pages that the server makes by itself. */
export const doorStyle = `
:root{color-scheme:light dark;--bg:#f7f9fa;--card:#fff;--text:#16191d;--dim:#555e68;--line:#d9dee4;--accent:#0f766e}
@media (prefers-color-scheme:dark){:root{--bg:#1a1b1d;--card:#242629;--text:#f1f3f5;--dim:#a9b2bc;--line:#3b4046;--accent:#4fc4b2}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif;padding:2rem 1rem}
main{width:min(60rem,100%)}h1{display:flex;align-items:center;gap:.75rem;font-size:2.25rem;margin:0}p.lead{margin:.25rem 0 2rem;color:var(--dim);font-size:1.125rem}
ul{list-style:none;margin:0;padding:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr))}
a{display:block;height:100%;padding:1.5rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);color:inherit;text-decoration:none}
a:hover{border-color:var(--accent)}a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
strong{display:block;color:var(--accent);font-size:1.125rem;margin-bottom:.25rem}span{color:var(--dim)}`;

/** The mark of the product. */
const logo =
  '<svg width="44" height="44" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0f766e"/><g fill="none" stroke="#fff" stroke-width="2.6"><circle cx="10.5" cy="19" r="5"/><circle cx="21.5" cy="19" r="5"/><path d="M8 9h16" stroke-linecap="round"/></g></svg>';

/** The first page: one door for each thing a person may want to open here. */
export const renderDoors = ({
  language,
  halves,
  demoChat,
}: {
  language: Language;
  halves: readonly Half[];
  demoChat: string | null;
}): string => {
  const t = texts[language];
  const [only] = halves;
  const side = halves.length === 1 && only ? only : 'both';
  const door = (href: string, name: string, hint: string) =>
    `<li><a href="${href}"><strong>${name}</strong><span>${hint}</span></a></li>`;
  const doors = [
    ...(demoChat
      ? [
          door(
            `${demoChat}?name=${sampleVisitor}`,
            t.chat,
            // Who answers behind a gateway alone is up to its settings.
            halves.includes('platform') ? t.chatHint : t.botHint,
          ),
        ]
      : []),
    ...(halves.includes('platform') ? [door('/desk/', t.desk, t.deskHint)] : []),
    door('/console/', t.console, t.consoleHint[side]),
  ];
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>${t.title}</title><style>${doorStyle}</style></head><body><main><h1>${logo}${t.title}</h1><p class="lead">${t.lead}</p><ul>${doors.join('')}</ul></main></body></html>`;
};
