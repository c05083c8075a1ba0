import { useTranslation } from 'react-i18next';

const ENTRIES: Readonly<Record<string, 'start' | 'onError'>> = {
  start: 'start',
  onError: 'onError',
};

/** Where in an action, a variable or the flow something differs, in the words of the form: `cases.0.name` → `Cases 1 Name`. */
export function usePathText(): (path: string) => string {
  const { t: flows } = useTranslation('flows');
  const { t } = useTranslation('flow-actions');
  const word = (part: string): string => {
    if (/^\d+$/.test(part)) return String(Number(part) + 1);
    const entry = ENTRIES[part];
    if (entry) return flows(`canvas.${entry}`);
    const ofVariable = flows([`variables.${part}`, `variables.flags.${part}`], {
      defaultValue: part,
    });
    return t(`flow.field.${part}`, { defaultValue: ofVariable });
  };
  return (path) => path.split('.').map(word).join(' ');
}
