import type { AuditNote } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import type { BusDeps, By } from './bus.model.ts';

/** Notes one act of a caller in the transaction of the change. */
export const noteAct = (
  { audit }: Pick<BusDeps, 'audit'>,
  tx: Transaction,
  { by, ...act }: Pick<AuditNote, 'action' | 'entity' | 'changes'> & { readonly by: By },
): Promise<void> => {
  const { org, userId, clientId } = by.principal;
  const actor = userId
    ? ({ kind: 'user', id: userId } as const)
    : ({ kind: 'client', id: clientId } as const);
  return audit(tx, { ...act, org, actor, correlationId: by.correlationId });
};

type Values = Readonly<Record<string, unknown>>;

/** What differs between two states, field by field; a missing state was not there. */
export const changesBetween = (before: Values | null, after: Values | null) =>
  Object.fromEntries(
    [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].flatMap((name) => {
      const [from, to] = [before?.[name], after?.[name]];
      if (JSON.stringify(from) === JSON.stringify(to)) return [];
      return [
        [name, { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }],
      ];
    }),
  );
