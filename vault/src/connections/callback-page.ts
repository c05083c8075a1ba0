import { createHash } from 'node:crypto';
import type { Reply } from '@tandem/contract';
import { escapeHtml } from '@tandem/kit';
import { chooseCallbackTexts, fillText } from './callback-page.texts.ts';
import type { SignInOutcome } from './sign-in.usecases.ts';

const style = `
:root{color-scheme:light dark;--bg:#f3f5f8;--card:#fff;--ink:#16202c;--soft:#52606f;--accent:#0f766e;--bad:#a61b1b;--badbg:#fdecec}
@media (prefers-color-scheme:dark){:root{--bg:#10161d;--card:#1a222c;--ink:#eef2f6;--soft:#b3bfcb;--accent:#4fc4b2;--bad:#ffb4b4;--badbg:#3a1d1f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:34rem;padding:2rem;background:var(--card);border-radius:.75rem;box-shadow:0 .25rem 1.5rem rgb(0 0 0/.12)}
h1{margin:0;font-size:1.5rem;line-height:1.3}
p{margin:.5rem 0;color:var(--soft);overflow-wrap:anywhere}
code{display:block;padding:.65rem .75rem;border:1px solid var(--soft);border-radius:.5rem;overflow-wrap:anywhere;user-select:all}
.brand{margin:0 0 1.25rem;color:var(--accent);font-weight:700}
.bad{padding:.65rem .75rem;border-radius:.5rem;background:var(--badbg);color:var(--bad)}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

const contentOf = (
  outcome: SignInOutcome,
  {
    texts,
    callbackUrl,
  }: { texts: ReturnType<typeof chooseCallbackTexts>['texts']; callbackUrl: string },
): string => {
  const line = (text: string, values: Record<string, string> = {}, bad = false) =>
    `<p${bad ? ' class="bad" role="alert"' : ''}>${escapeHtml(fillText(text, values))}</p>`;
  switch (outcome.kind) {
    case 'done':
      return line(texts.done, { name: outcome.name }) + line(texts.close);
    case 'unknown':
      return line(texts.unknown, {}, true) + line(texts.again);
    case 'changed':
      return line(texts.changed, { name: outcome.name }, true) + line(texts.again);
    case 'refused':
      return [
        line(texts.refused, { name: outcome.name, reason: outcome.reason }, true),
        line(texts.callbackHint),
        `<code>${escapeHtml(callbackUrl)}</code>`,
        line(texts.again),
      ].join('');
  }
};

/** Where a browser ends up after a sign-in. No script and nothing from elsewhere; the console looks by itself how it went. */
export const callbackPage = (
  outcome: SignInOutcome,
  input: { readonly language: string; readonly callbackUrl: string },
): Reply => {
  const { language, texts } = chooseCallbackTexts(input.language);
  const isDone = outcome.kind === 'done';
  const callbackUrl = outcome.kind === 'refused' ? outcome.redirectUri : input.callbackUrl;
  const title = escapeHtml(isDone ? texts.doneTitle : texts.failedTitle);
  return {
    status: isDone ? 200 : 400,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
      // The address holds the code and the state.
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    },
    body: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${title} · Tandem</title><style>${style}</style></head><body><main><p class="brand">Tandem</p><h1>${title}</h1>${contentOf(outcome, { texts, callbackUrl })}</main></body></html>`,
  };
};
