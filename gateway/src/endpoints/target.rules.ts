import type { SettingField } from '@tandem/contract';
import type { Settings } from './endpoints.model.ts';

/** Names a setting where secrets of its part go? Addresses do, unless their kind says otherwise. */
const isTarget = ({ target, type, secret }: SettingField): boolean =>
  !secret && (target ?? type === 'url');

/** Scheme, host, port and path decide where a request goes; a slash at the end and a fragment do not. */
export const normaliseUrl = (text: string): string | null => {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '') || '/';
  return url.href;
};

/**
 * Whether secrets go to the same address with both settings. What cannot be read as an address is compared as it is
 * written; fields that name no address are always the same.
 */
export const sameTarget = (
  field: SettingField,
  [before, after]: readonly [Settings, Settings],
  normalise: (text: string) => string | null = normaliseUrl,
): boolean => {
  if (!isTarget(field)) return true;
  const spell = (settings: Settings) => {
    const text = String(settings[field.name] ?? '').trim();
    return normalise(text) ?? text;
  };
  return spell(before) === spell(after);
};

/** Settings whose change leaves behind the conversations that run: addresses, and what else says where they are. */
export const leavesBehind = (
  field: SettingField,
  settings: readonly [Settings, Settings],
  normalise?: (text: string) => string | null,
): boolean => {
  if (!sameTarget(field, settings, normalise)) return true;
  const [before, after] = settings;
  return field.identifies === true && String(before[field.name]) !== String(after[field.name]);
};
