import type { Call, Reply } from '@tandem/contract';
import type { Form } from './client-authentication.ts';
import { chooseLanguage, type Language } from './pages/texts.ts';

/** `origin` is the one that the browser shows: its cookies and the console's own addresses belong to it. */
export type Browser = Pick<Call, 'headers' | 'origin' | 'address'>;

export const seenBy = ({ headers, clientOrigin, address }: Omit<Call, 'principal'>): Browser => ({
  headers,
  origin: clientOrigin,
  address,
});

export const languageOf = ({ headers }: Browser, query: Form): Language => {
  const accepted = headers['accept-language'];
  return chooseLanguage(query['ui_locales'], String(accepted ?? ''));
};

export const redirect = (status: 302 | 303, location: string, setCookie?: string): Reply => ({
  status,
  headers: {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    ...(setCookie ? { 'set-cookie': setCookie } : {}),
  },
});
