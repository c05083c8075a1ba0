import type { PermissionRule, Principal } from '@tandem/contract';
import { httpErrors } from './errors.ts';

/** @throws httpErrors.missingPermissions or missingAnyPermissions naming what the principal lacks. */
export const requirePermission = (principal: Principal, rule: PermissionRule | undefined): void => {
  if (!rule) return;
  const missing = (rule.all ?? []).filter((permission) => !principal.permissions.has(permission));
  if (missing.length > 0) throw httpErrors.missingPermissions({ permissions: missing.join(', ') });
  if (
    rule.any &&
    rule.any.length > 0 &&
    !rule.any.some((permission) => principal.permissions.has(permission))
  ) {
    throw httpErrors.missingAnyPermissions({ permissions: rule.any.join(', ') });
  }
};
