import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';

/** What went wrong, in the person's language by its code; what has no words there is told as the server does. */
export function useProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation('common');
  return (error) => {
    if (!(error instanceof ApiError)) return error instanceof Error ? error.message : '';
    const key = `problems.${error.code.replaceAll('.', '-')}`;
    // What the server says may quote braces and the like: it is shown as it is.
    return i18n.exists(key, { ns: 'common' }) ? t(key, { replace: error.params }) : error.message;
  };
}
