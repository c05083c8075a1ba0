import { type Command, UsageError } from '../command.ts';
import { chooseOrganisation, withCore } from '../core-session.ts';
import { readSecretLine } from '../read-secret.ts';

const isNotFound = (error: unknown) => (error as { code?: unknown }).code === 'not.found';

export const userPasswordCommand: Command = {
  name: 'user password',
  summary: 'give a user a new password',
  usage: 'user password <e-mail> [--org <id or short name>] [--stdin]',
  help: `
Gives a user a new password and ends all sign-ins of the user: for people who forgot theirs and have nobody to ask. A
random one is printed once; with --stdin the first line of standard input is taken (typed, it is not shown). Passwords
are never arguments: others on the machine could read them. Works beside a running server.

  npx tandem user password ada@acme.example`,
  options: {
    org: { type: 'string', value: 'org', doc: 'organisation, when there are several' },
    stdin: { type: 'boolean', doc: 'read the password from standard input' },
  },
  positionals: true,
  async run(run) {
    const { options, positionals, out, err } = run;
    const [email, ...more] = positionals;
    if (more.length > 0)
      throw new UsageError(
        'A password is never given as an argument. See: tandem user password --help',
      );
    if (!email?.includes('@'))
      throw new UsageError('Name one e-mail. See: tandem user password --help');
    const password = options['stdin'] ? await readSecretLine(run, 'New password:') : undefined;
    return withCore(run, async ({ identity, ...core }) => {
      const org = await chooseOrganisation({ identity, ...core }, options['org'] as string, err);
      if (!org) return 1;
      try {
        const { generatedPassword, state } = await identity.usecases.resetPassword({
          org,
          email,
          ...(password === undefined ? {} : { password }),
        });
        out(
          generatedPassword
            ? `${email} signs in with the password ${generatedPassword} (shown once)`
            : `${email} has the new password.`,
        );
        if (state === 'inactive')
          err('This user is inactive: somebody must activate the user first.');
        return 0;
      } catch (error) {
        if (!isNotFound(error)) throw error;
        err(`There is no user ${email} in this organisation.`);
        return 1;
      }
    });
  },
};
