import { systemActor } from '../audit/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { deleteUserTokens } from '../tokens/index.ts';
import { checkedPassword, findUserByEmail, setPasswordHash } from '../users/index.ts';
import { generatedPasswordBytes, type SetupDeps } from './create-organisation.ts';

export type ResetPassword = {
  readonly org: string;
  readonly email: string;
  /** Generated when absent. */
  readonly password?: string;
};

export type PasswordReset = {
  readonly userId: string;
  /** Who is not active cannot sign in with the new password either. */
  readonly state: 'active' | 'inactive';
  /** Present when it was generated: shown once, stored nowhere. */
  readonly generatedPassword?: string;
};

/**
 * Gives a user a new password, whoever the user is: for the operator of the installation, when nobody can sign in. All
 * sign-ins of the user end.
 * @throws identityErrors.notFound when the organisation has no user with the e-mail, invalid for a short password
 */
export async function resetPassword(
  deps: SetupDeps & { readonly db: Parameters<typeof findUserByEmail>[0] },
  input: ResetPassword,
): Promise<PasswordReset> {
  const { org, email } = input;
  const password = checkedPassword(input.password ?? deps.ids.token(generatedPasswordBytes));
  if (!(await findUserByEmail(deps.db, org, email))) throw identityErrors.notFound();
  const hash = await deps.passwords.hash(password);
  const user = await deps.changes.apply(org, async (tx) => {
    const found = await findUserByEmail(tx, org, email);
    if (!found) throw identityErrors.notFound();
    await setPasswordHash(tx, found, hash);
    await deleteUserTokens(tx, org, found.id);
    const entity = { type: 'user', id: found.id, name: found.name };
    await deps.audit(tx, { org, actor: systemActor, action: 'password', entity });
    return found;
  });
  return {
    userId: user.id,
    state: user.state === 'active' ? 'active' : 'inactive',
    ...(input.password === undefined ? { generatedPassword: password } : {}),
  };
}
