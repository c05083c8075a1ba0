import type { Reply } from '@tandem/contract';
import { escapeHtml } from '@tandem/kit';
import { hiddenField, pageReply } from './layout.ts';
import { fillText, type Language, languages } from './texts.ts';

export type SignInNotice =
  | { readonly kind: 'wrong' | 'stale' | 'ended' }
  | { readonly kind: 'tooMany'; readonly seconds: number }
  | {
      readonly kind: 'chooseOrganisation';
      readonly organisations: readonly { readonly shortName: string; readonly orgName: string }[];
    };

export type SignInPage = {
  readonly language: Language;
  readonly clientName: string;
  readonly email: string;
  /** The application's request as it came, to go on with after the sign-in. */
  readonly request: string;
  readonly formToken: string;
  readonly notice?: SignInNotice;
  readonly setCookie?: string;
};

const statusOf = (notice: SignInNotice | undefined): number => {
  if (!notice || notice.kind === 'chooseOrganisation' || notice.kind === 'ended') return 200;
  return { wrong: 401, stale: 400, tooMany: 429 }[notice.kind];
};

const noticeHtml = (notice: SignInNotice | undefined, language: Language): string => {
  if (!notice) return '';
  const minutes = notice.kind === 'tooMany' ? String(Math.ceil(notice.seconds / 60)) : '';
  const text = fillText(languages[language][notice.kind], { minutes });
  return `<p class="bad" id="notice" role="alert">${escapeHtml(text)}</p>`;
};

const organisationHtml = (notice: SignInNotice | undefined, language: Language): string => {
  if (notice?.kind !== 'chooseOrganisation') return '';
  const options = notice.organisations.map(
    ({ shortName, orgName }) =>
      `<option value="${escapeHtml(shortName)}">${escapeHtml(orgName)}</option>`,
  );
  return `<label for="org">${escapeHtml(languages[language].organisation)}</label>
<select id="org" name="org">${options.join('')}</select>`;
};

export const signInPage = (page: SignInPage): Reply => {
  const { language, notice, email } = page;
  const texts = languages[language];
  const described = notice ? ' aria-describedby="notice"' : '';
  const invalid = notice?.kind === 'wrong' ? ' aria-invalid="true"' : '';
  const content = `<h1>${escapeHtml(texts.signInTitle)}</h1>
<p>${escapeHtml(fillText(texts.signInTo, { name: page.clientName }))}</p>
${noticeHtml(notice, language)}
<form method="post" action="sign-in">
${hiddenField('request', page.request)}${hiddenField('form_token', page.formToken)}
<label for="email">${escapeHtml(texts.email)}</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="320" value="${escapeHtml(email)}"${described}${invalid}${email ? '' : ' autofocus'}>
<label for="password">${escapeHtml(texts.password)}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"${described}${invalid}${email ? ' autofocus' : ''}>
${organisationHtml(notice, language)}
<button type="submit">${escapeHtml(texts.signIn)}</button>
</form>`;
  const reply = pageReply(
    { language, title: texts.signInTitle, content },
    statusOf(notice),
    page.setCookie,
  );
  if (notice?.kind !== 'tooMany') return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(notice.seconds) } };
};
