import type { AuditAction, AuditNote } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { type AuditDeps, type By, noteChange } from './audit.ts';
import { type AuditChanges, changesBetween } from './changes.rules.ts';

type Named = { readonly id: string; readonly name: string | null };

/** One act on an object: how it was and how it is. Null: it was not there, or is not there any more. */
export type ObjectChange<T> = {
  readonly by: By;
  readonly action: AuditAction;
  readonly before: T | null;
  readonly after: T | null;
};

/**
 * Notes acts on objects of a type, in the transaction of the change.
 * @param shown what the audit log may show of an object
 * @param more changes beside those of what is shown, such as secrets without their values
 */
export const objectNotes =
  <T extends Named>(
    type: AuditNote['entity']['type'],
    shown: (object: T) => Readonly<Record<string, unknown>>,
    more: (before: T, after: T) => AuditChanges = () => ({}),
  ) =>
  async (
    deps: AuditDeps,
    tx: Queryable,
    { by, action, before, after }: ObjectChange<T>,
  ): Promise<void> => {
    const object = after ?? before;
    if (!object) return;
    await noteChange(deps, tx, {
      by,
      action,
      entity: { type, id: object.id, ...(object.name ? { name: object.name } : {}) },
      changes: {
        ...(before && after ? more(before, after) : {}),
        ...changesBetween(before && shown(before), after && shown(after)),
      },
    });
  };
