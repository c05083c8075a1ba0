import type { ConnectionCheck } from '@tandem/contract';
import { type CheckCode, checkTexts } from './checks.texts.ts';

type Check = ConnectionCheck['check'];

/** One sentence of a check: what it says by its code, and what it names. */
export type Said = {
  readonly code: CheckCode;
  readonly params: Readonly<Record<string, string>>;
};

type Params = Readonly<Record<string, string | number>>;

/** A sentence by its code. */
export const say = (code: CheckCode, params: Params = {}): Said => ({
  code,
  params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
});

/** A sentence in English; what it names is put in as it is. */
export const inEnglish = ({ code, params }: Said): string =>
  checkTexts[code].replaceAll(/\{(\w+)\}/g, (all, name: string) => params[name] ?? all);

const told =
  (state: ConnectionCheck['state']) =>
  (check: Check, ...sentences: readonly Said[]): ConnectionCheck => ({
    ...{ check, state, message: sentences.map(inEnglish).join(' ') },
    said: sentences.map(({ code, params }) => ({ code, params })),
  });

export const passed = told('ok');
export const failed = told('failed');
export const warned = told('warning');
export const notTested = told('skipped');

/** A step that nobody comes to because one before it failed. */
export const skipped = (check: Check): ConnectionCheck => notTested(check, say('skipped'));

/** Words that only the other side, or another part of the product, has. */
export const otherwise = (reason: string): Said => say('other', { reason });

/** A public error of the outbound guard in words of its own; null for every other. */
export const saidOfEgress = (error: {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
}): Said | null =>
  error.code.startsWith('egress.') && error.code in checkTexts
    ? say(error.code as CheckCode, error.params)
    : null;
