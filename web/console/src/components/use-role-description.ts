import { useTranslation } from 'react-i18next';
import { seededKeyOf } from './role-words.ts';

/** What a role is for: in the language of the person where Tandem brought it along, else as it was written. */
export function useRoleDescription(): (description: string | undefined) => string {
  const { t } = useTranslation('roles');
  return (description) => {
    const key = seededKeyOf(description);
    return key ? t(`seeded.${key}`) : (description ?? '');
  };
}
