import type { FlowValue } from '../flow.model.ts';
import type { Trouble } from './action.types.ts';

const reasonIn = (data: FlowValue): string => {
  const reason =
    typeof data === 'object' && data !== null && !Array.isArray(data)
      ? (data as Readonly<Record<string, FlowValue>>)['reason']
      : null;
  return typeof reason === 'string' ? reason : '';
};

/** What the trace tells of a result that leaves by `failure`; the reason stands in its `data`. */
export const troubleOf = (
  { outlet, data = null }: { readonly outlet?: string; readonly data?: FlowValue },
  { code, what }: { readonly code: string; readonly what: string },
): { readonly trouble?: Trouble } => {
  if (outlet !== 'failure') return {};
  const reason = reasonIn(data);
  const message = reason === '' ? `${what}.` : `${what}: ${reason}`;
  return { trouble: { code, message, ...(reason === '' ? {} : { params: { reason } }) } };
};
