import type { Reply } from '@tandem/contract';
import { escapeHtml } from '@tandem/kit';
import { hiddenField, pageReply } from './layout.ts';
import { type Language, languages } from './texts.ts';

/** Asks a person whom another site has sent whether to sign out. */
export const signOutPage = (page: {
  readonly language: Language;
  /** The request as it came, to go on with. */
  readonly request: string;
  readonly formToken: string;
  readonly setCookie: string;
}): Reply => {
  const { language, request, formToken, setCookie } = page;
  const texts = languages[language];
  const content = `<h1>${escapeHtml(texts.signOutTitle)}</h1>
<p>${escapeHtml(texts.signOutAsk)}</p>
<form method="post" action="logout">
${hiddenField('request', request)}${hiddenField('form_token', formToken)}
<button type="submit">${escapeHtml(texts.signOut)}</button>
</form>`;
  return pageReply({ language, title: texts.signOutTitle, content }, 200, setCookie);
};

export const signedOutPage = (language: Language, setCookie: string): Reply => {
  const texts = languages[language];
  const content = `<h1>${escapeHtml(texts.signedOutTitle)}</h1><p>${escapeHtml(texts.signedOut)}</p>`;
  return pageReply({ language, title: texts.signedOutTitle, content }, 200, setCookie);
};
