import { useRoleOptions } from '#src/api/use-role-options.ts';
import type { FieldOption } from '#src/components/form-rules.ts';
import { isOfClient } from '#src/components/role-words.ts';
import { useRoleDescription } from '#src/components/use-role-description.ts';

/**
 * Roles to choose from for a person, with what they are for: without those that were made for one program.
 * @param held what the person has already, which is shown whatever it is
 */
export function useRolesOfPeople(held: readonly string[] = []): readonly FieldOption[] {
  const { roles } = useRoleOptions();
  const describe = useRoleDescription();
  return roles.flatMap(({ value, label, description }) =>
    held.includes(value) || !isOfClient({ name: label, description })
      ? [{ value, label, hint: describe(description) }]
      : [],
  );
}
