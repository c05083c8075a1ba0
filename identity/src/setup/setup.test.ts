import { authorizationOperations, oauthOperations, usersOperations } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { signInToConsole, startTestIdentity } from '../testing/index.ts';

const admin = { adminEmail: 'root@example.com', adminName: 'Root' };

describe('the first run', () => {
  it('makes an organisation whose administrator signs in with the generated password', async () => {
    await using test = await startTestIdentity();
    const { createOrganisation } = test.identity.usecases;
    const made = await createOrganisation({ name: 'Müller & Söhne', ...admin });
    expect(made.shortName).toBe('muller-sohne');
    const password = made.generatedPassword ?? '';
    expect(password.length).toBeGreaterThanOrEqual(20);
    const token = await signInToConsole(test.call, { email: 'ROOT@example.com', password });
    const { body } = await test.call(usersOperations.getUsersMe, {}, token);
    expect(body).toMatchObject({ id: made.adminId, name: 'Root' });
  });

  it('takes a given password and then shows none', async () => {
    await using test = await startTestIdentity();
    const { createOrganisation } = test.identity.usecases;
    const made = await createOrganisation({ name: 'Acme', ...admin, password: 'long enough' });
    expect(made).not.toHaveProperty('generatedPassword');
  });

  it.each([
    ['generated', undefined],
    ['given', 'long enough'],
  ])('has stored the %s password when it says that everything is ready', async (_how, given) => {
    await using test = await startTestIdentity();
    const { createOrganisation, firstRuns } = test.identity.usecases;
    const { org } = await createOrganisation({ name: 'Acme', ...admin, firstRun: true });
    let stored: unknown;
    const finished = await firstRuns.finish(org, given, async () => {
      stored = await test.db.query('select password_hash as hash from app_user where org = $1', [
        org,
      ]);
    });
    expect(finished).toBe(true);
    expect(stored).toEqual([{ hash: expect.stringContaining('scrypt') }]);
    expect(await firstRuns.finish(org, given, () => {})).toBe(false);
  });

  it.each([
    ['a bad e-mail', { adminEmail: 'nobody' }, 400],
    ['a short password', { password: 'short' }, 400],
    ['a short name that is taken', { shortName: 'TAKEN' }, 409],
  ])('refuses %s and leaves nothing behind', async (_what, more, status) => {
    await using test = await startTestIdentity();
    const { createOrganisation } = test.identity.usecases;
    await createOrganisation({ name: 'Taken', ...admin });
    const refused = createOrganisation({ name: 'Other', ...admin, ...more });
    await expect(refused).rejects.toMatchObject({ status });
    expect(await test.identity.directory.organisations()).toHaveLength(1);
  });
});

describe('a new password by the operator', () => {
  it('is the only one that works, ends all sign-ins, and is for this organisation alone', async () => {
    await using test = await startTestIdentity();
    const { resetPassword } = test.identity.usecases;
    const acme = await test.organisation('Acme');
    const globex = await test.organisation('Globex');
    const before = await acme.userToken();
    const { userId, state, generatedPassword } = await resetPassword({
      org: acme.org,
      email: acme.adminEmail.toUpperCase(),
    });
    expect({ userId, state }).toEqual({ userId: acme.adminId, state: 'active' });
    expect((await test.call(usersOperations.getUsersMe, {}, before)).status).toBe(401);
    const password = generatedPassword ?? '';
    const token = await signInToConsole(test.call, { email: acme.adminEmail, password });
    expect((await test.call(usersOperations.getUsersMe, {}, token)).body.id).toBe(acme.adminId);
    const elsewhere = resetPassword({ org: globex.org, email: acme.adminEmail });
    await expect(elsewhere).rejects.toMatchObject({ status: 404 });
    const short = resetPassword({ org: acme.org, email: acme.adminEmail, password: 'short' });
    await expect(short).rejects.toMatchObject({ status: 400 });
    expect((await test.call(usersOperations.getUsersMe, {}, token)).status).toBe(200);
  });
});

describe('a client for a script', () => {
  it('gets a role by name, or a role of its own with the permissions', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation('Acme');
    const { createClient } = test.identity.usecases;
    const { id } = await createClient({ org: acme.org, name: 'One', role: 'aGENT' });
    const { id: own } = await createClient({
      org: acme.org,
      name: 'Two',
      permissions: ['routing:queue:view'],
      bundled: true,
    });
    const shown = async (clientId: string) =>
      (await acme.call(oauthOperations.getOauthClient, { params: { clientId } })).body;
    expect((await shown(id)).roleDivisions).toHaveLength(1);
    const { roleDivisions } = await shown(own);
    expect(roleDivisions).toHaveLength(1);
    const params = { roleId: roleDivisions[0].roleId };
    const role = await acme.call(authorizationOperations.getAuthorizationRole, { params });
    expect(role.body.name).toBe(`Two (client ${own.slice(0, 8)})`);
  });

  it.each([
    [{ role: 'Nobody' }, 'no role "Nobody"'],
    [{ permissions: ['routing:queue:veiw'] }, 'Unknown permissions: routing:queue:veiw'],
  ])('is refused with %o', async (more, text) => {
    await using test = await startTestIdentity();
    const acme = await test.organisation('Acme');
    const refused = test.identity.usecases.createClient({ org: acme.org, name: 'x', ...more });
    await expect(refused).rejects.toThrow(text);
    const { body } = await acme.call(oauthOperations.getOauthClients);
    expect(body.entities.map(({ name }: { name: string }) => name)).not.toContain('x');
  });
});
