import { createHash } from 'node:crypto';
import type { Reply } from '@tandem/contract';
import { escapeHtml } from '@tandem/kit';
import type { Language } from './texts.ts';

export const hiddenField = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

const style = `
:root{color-scheme:light dark;--bg:#f7f9fa;--card:#fff;--ink:#16202c;--soft:#52606f;--line:#8592a1;--accent:#0f766e;--on:#fff;--bad:#a61b1b;--badbg:#fdecec}
@media (prefers-color-scheme:dark){:root{--bg:#1a1b1d;--card:#242629;--ink:#eef2f6;--soft:#b3bfcb;--line:#7d868f;--accent:#4fc4b2;--on:#06201d;--bad:#ffb4b4;--badbg:#3a1d1f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:25rem;padding:2rem;background:var(--card);border-radius:.75rem;box-shadow:0 .25rem 1.5rem rgb(0 0 0/.12)}
h1{margin:0;font-size:1.5rem;line-height:1.3}
p{margin:.25rem 0 1rem;color:var(--soft);overflow-wrap:anywhere}
code,li{overflow-wrap:anywhere}
.brand{display:flex;align-items:center;gap:.6rem;margin:0 0 1.25rem;color:inherit;font-size:1.25rem;font-weight:700}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input,select,button{width:100%;padding:.65rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem}
select option{color:#16202c;background:#fff}
button{margin-top:1.5rem;background:var(--accent);border-color:var(--accent);color:var(--on);font-weight:600;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.bad{margin:1rem 0 0;padding:.65rem .75rem;border-radius:.5rem;background:var(--badbg);color:var(--bad)}
`;

/** The mark of the product, drawn in the page: nothing is fetched. */
const logo =
  '<svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0f766e"/><g fill="none" stroke="#fff" stroke-width="2.6"><circle cx="10.5" cy="19" r="5"/><circle cx="21.5" cy="19" r="5"/><path d="M8 9h16" stroke-linecap="round"/></g></svg>';

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * No script and nothing from elsewhere. `form-action` is left out on purpose: browsers apply it to every redirect
 * after the form, also to those of the application that is signed in to.
 */
const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`;

export type Page = {
  readonly language: Language;
  readonly title: string;
  /** HTML; whatever comes from outside is escaped already. */
  readonly content: string;
};

const html = ({ language, title, content }: Page) => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · Tandem</title>
<style>${style}</style>
</head>
<body><main>
<p class="brand">${logo}Tandem</p>
${content}
</main></body>
</html>
`;

export const pageReply = (page: Page, status: number, setCookie?: string): Reply => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    ...(setCookie ? { 'set-cookie': setCookie } : {}),
  },
  body: html(page),
});
