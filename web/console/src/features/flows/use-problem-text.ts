import { useTranslation } from 'react-i18next';
import type { FlowProblem } from './flow-api.ts';

/** Codes whose words say everything; the server's message of the others has the particulars. */
const PLAIN: ReadonlySet<string> = new Set(['FC1004', 'FC1007', 'FC1015', 'FC1030', 'FC1031']);

/** What a problem says, in the person's language as far as its code tells it. */
export function useProblemText(): (problem: Pick<FlowProblem, 'code' | 'message'>) => string {
  const { t } = useTranslation('flows');
  return ({ code, message }) => {
    const words = t(`codes.${code}`, { defaultValue: '' });
    if (words === '') return message;
    return PLAIN.has(code) ? words : `${words}: ${message}`;
  };
}
