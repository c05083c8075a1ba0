import type { Reply } from '@tandem/contract';
import { escapeHtml } from '@tandem/kit';
import type { PageProblem } from '../authorize-request.ts';
import { pageReply } from './layout.ts';
import { fillText, type Language, languages, type Texts } from './texts.ts';

const registeredList = (registered: readonly string[], texts: Texts): string =>
  `${listOf(registered, texts)}<p>${escapeHtml(texts.redirectFix)}</p>`;

const listOf = (registered: readonly string[], texts: Texts): string =>
  registered.length === 0
    ? `<p>${escapeHtml(texts.redirectNone)}</p>`
    : `<p>${escapeHtml(texts.redirectHint)}</p><ul>${registered
        .map((uri) => `<li><code>${escapeHtml(uri)}</code></li>`)
        .join('')}</ul>`;

const contentOf = (problem: PageProblem, texts: Texts): string => {
  const said = (text: string, values: Record<string, string> = {}) =>
    `<p class="bad" role="alert">${escapeHtml(fillText(text, values))}</p>`;
  switch (problem.kind) {
    case 'redirectMissing':
      return said(texts.redirectMissing) + registeredList(problem.registered, texts);
    case 'redirectDiffers':
      return (
        said(texts.redirectDiffers, { given: problem.given }) +
        registeredList(problem.registered, texts)
      );
    case 'unknownClient':
      return `${said(texts.unknownClient, { given: problem.given })}<p>${escapeHtml(texts.unknownClientHint)}</p>`;
    case 'inactiveClient':
    case 'wrongGrant':
    case 'implicit':
      return `${said(texts[problem.kind], { name: problem.name })}<p>${escapeHtml(texts[`${problem.kind}Hint`])}</p>`;
  }
};

/** Says what is wrong with the application's request, and what must be changed. */
export const problemPage = (problem: PageProblem, language: Language): Reply => {
  const texts = languages[language];
  const content = `<h1>${escapeHtml(texts.problemTitle)}</h1>${contentOf(problem, texts)}`;
  return pageReply({ language, title: texts.problemTitle, content }, 400);
};
