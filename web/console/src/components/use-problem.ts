import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { type FieldDescriptor, type Refusals, serverRefusals } from './form-rules.ts';
import { namedIn, settingRefusal } from './problem-words.ts';

/** Words for what refusals name. */
function useProblemWords() {
  const { t, i18n } = useTranslation('common');
  return (key: string, named: Readonly<Record<string, string>>): string | null =>
    i18n.exists(`problemWords.${key}`, { ns: 'common' })
      ? t(`problemWords.${key}`, { replace: named })
      : null;
}

/**
 * What went wrong, in the person's language by its code; what has no words there is told as the server does.
 * @param fields of the form that was refused: settings are named as they are there
 */
export function useProblem(fields: readonly FieldDescriptor[] = []): (error: unknown) => string {
  const { t, i18n } = useTranslation('common');
  const words = useProblemWords();
  return (error) => {
    if (!(error instanceof ApiError)) return error instanceof Error ? error.message : '';
    const key = `problems.${error.code.replaceAll('.', '-')}`;
    // What the server says may quote braces and the like: it is shown as it is.
    return i18n.exists(key, { ns: 'common' })
      ? t(key, { replace: namedIn(error, fields, words) })
      : error.message;
  };
}

/** The server's objections to single fields of a form, so that they stand where they belong. */
export function useServerRefusals(
  fields: readonly FieldDescriptor[],
): (error: unknown) => Refusals {
  const words = useProblemWords();
  return (error) =>
    error instanceof ApiError
      ? { ...settingRefusal(error, fields, words), ...serverRefusals(error.fields, fields) }
      : {};
}
