import { type Command, UsageError } from '../command.ts';
import { withCore } from '../core-session.ts';

export const orgCreateCommand: Command = {
  name: 'org create',
  summary: 'create an organisation with its first administrator',
  usage:
    'org create --name <name> --admin-email <email> [--admin-name <name>] [--password-env <variable>] [--json]',
  help: `
Creates an organisation, its home division, its roles and an administrator who holds the role Master Admin. The password
is generated and printed once, unless --password-env names a variable that holds one. Works beside a running server.

  npx tandem org create --name "Acme" --admin-email ada@acme.example`,
  options: {
    name: { type: 'string', value: 'name', doc: 'name of the organisation (required)' },
    'admin-email': {
      type: 'string',
      value: 'email',
      doc: 'e-mail the administrator signs in with (required)',
    },
    'admin-name': {
      type: 'string',
      value: 'name',
      doc: 'name of the administrator (default: Administrator)',
    },
    'password-env': {
      type: 'string',
      value: 'variable',
      doc: 'environment variable that holds the password',
    },
    json: { type: 'boolean', doc: 'print one line of JSON' },
  },
  async run(run) {
    const { options, env, out } = run;
    const {
      name,
      'admin-email': email,
      'admin-name': adminName,
      'password-env': variable,
    } = options as Record<string, string | undefined>;
    if (!name || !email)
      throw new UsageError('Give --name and --admin-email. See: tandem org create --help');
    if (!email.includes('@')) throw new UsageError(`"${email}" is not an e-mail address.`);
    const password = variable ? env[variable] : undefined;
    if (variable && !password) throw new UsageError(`The variable ${variable} is not set.`);
    return withCore(run, async ({ identity }) => {
      const created = await identity.usecases.createOrganisation({
        name,
        adminEmail: email,
        adminName: adminName ?? 'Administrator',
        ...(password ? { password } : {}),
      });
      if (options['json']) {
        out(
          JSON.stringify({
            id: created.org,
            shortName: created.shortName,
            adminId: created.adminId,
            adminEmail: email,
            ...(created.generatedPassword ? { password: created.generatedPassword } : {}),
          }),
        );
        return 0;
      }
      out(`Organisation ${name}: ${created.org}`);
      out(
        `Sign in as ${email}${created.generatedPassword ? ` with the password ${created.generatedPassword} (shown once)` : ''}`,
      );
      return 0;
    });
  },
};
