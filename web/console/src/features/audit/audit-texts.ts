import { useTranslation } from 'react-i18next';
import { actionKeyOf, type Entry, textKeyOf, valueKeyOf } from './audit-rules.ts';

/** Words for what the log keeps as codes; what has none, such as the name of a skill, is shown as it is. */
export function useAuditTexts() {
  const { t, i18n } = useTranslation('audit');
  const has = (key: string) => i18n.exists(key, { ns: 'audit' });
  const actionOf = (entry: Pick<Entry, 'action' | 'entity'>): string => {
    const key = actionKeyOf(entry);
    return has(`actions.${key}`) ? t(`actions.${key}` as 'actions.create') : entry.action;
  };
  const typeOf = (type: string): string =>
    has(`entities.${type}`) ? t(`entities.${type}` as 'entities.user') : type;
  const fieldOf = (name: string): string => {
    const key = textKeyOf(name);
    return has(`fields.${key}`) ? t(`fields.${key}` as 'fields.name') : name;
  };
  const wordOf = (value: unknown): string => {
    if (value === undefined || value === null) return '';
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
      return value.map(wordOf).join(', ');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  const valueWords = (field: string, value: unknown): string => {
    const key = valueKeyOf(field, value);
    return key !== null && has(`values.${key}`)
      ? t(`values.${key}` as 'values.active')
      : wordOf(value);
  };
  return { actionOf, typeOf, fieldOf, valueWords };
}
