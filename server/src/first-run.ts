import type { Identity } from '@tandem/identity';
import type { ServerSettings } from './settings.ts';

export type FirstRun = {
  readonly org: string;
  readonly adminId: string;
  readonly adminEmail: string;
  /** Present when it was generated: printed once, stored nowhere. */
  readonly generatedPassword?: string;
};

/** Creates the organisation and its administrator when there is none; null when the installation has one. */
export const ensureOrganisation = async (
  identity: Identity,
  settings: ServerSettings,
): Promise<FirstRun | null> => {
  const existing = await identity.directory.organisations();
  if (existing.length > 0) return null;
  const adminEmail = settings.TANDEM_ADMIN_EMAIL;
  const created = await identity.usecases.createOrganisation({
    name: settings.TANDEM_ORG_NAME,
    adminEmail,
    adminName: 'Administrator',
    ...(settings.TANDEM_ADMIN_PASSWORD ? { password: settings.TANDEM_ADMIN_PASSWORD } : {}),
  });
  return {
    org: created.org,
    adminId: created.adminId,
    adminEmail,
    ...(created.generatedPassword ? { generatedPassword: created.generatedPassword } : {}),
  };
};
