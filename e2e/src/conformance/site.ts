import { systemIds } from '@tandem/kit';
import { type Api, createApi } from '../harness/api.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';

/** Tandem whose webhooks may go to receivers of this machine. */
export const startSite = (
  env: Record<string, string> = {},
  options?: Parameters<typeof startTandem>[1],
): Promise<TestTandem> =>
  startTandem(
    {
      TANDEM_WEBHOOK_PORT_RULE: 'any',
      TANDEM_EGRESS_ALLOW: '127.0.0.1',
      TANDEM_EGRESS_ALLOW_FILES: '127.0.0.1',
      TANDEM_RATE_LIMIT: '0',
      ...env,
    },
    options,
  );

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

const sharedPassword = 'a long password of an agent';

/** A user with roles of the default ones, as an administrator makes one. */
export const addUser = async (
  admin: Api,
  { name, roles }: { name: string; roles: readonly string[] },
): Promise<Person> => {
  const email = `${name.toLowerCase()}.${systemIds.hex32().slice(0, 8)}@example.com`;
  const { id: home } = await admin.ok<{ id: string }>(
    'GET',
    '/api/v2/authorization/divisions/home',
  );
  const user = await admin.ok<{ id: string }>('POST', '/api/v2/users', {
    name,
    email,
    divisionId: home,
  });
  await admin.ok('POST', `/api/v2/users/${user.id}/password`, { newPassword: sharedPassword });
  const known = await admin.ok<{ entities: { id: string; name: string }[] }>(
    'GET',
    '/api/v2/authorization/roles?pageSize=100',
  );
  for (const role of roles) {
    const id = known.entities.find((each) => each.name === role)?.id;
    if (!id) throw new Error(`no role ${role}`);
    await admin.ok(
      'POST',
      `/api/v2/authorization/subjects/${user.id}/divisions/${home}/roles/${id}?subjectType=PC_USER`,
    );
  }
  return { id: user.id, name, email, password: sharedPassword };
};

/** A second organisation beside the first, with its own administrator. */
export const addOrganisation = async ({ server, url }: TestTandem, name: string) => {
  const adminEmail = `admin@${name.toLowerCase()}.example`;
  const password = 'the password of another organisation';
  const made = await server.core.identity.usecases.createOrganisation({
    name,
    adminEmail,
    adminName: `Admin of ${name}`,
    password,
  });
  const admin = await createApi(url).signIn({ email: adminEmail, password });
  return { ...made, adminEmail, admin };
};
